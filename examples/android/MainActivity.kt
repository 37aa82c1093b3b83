// An app in one file, with Jetpack Compose: choose a video, upload it through the API, show the result.
// Paste it into a new project (Empty Activity), and set SERVER and TOKEN.
package com.example.formtrace

import android.content.Context
import android.net.Uri
import android.os.Bundle
import android.widget.VideoView
import androidx.activity.ComponentActivity
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.compose.setContent
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.ListItem
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.unit.dp
import androidx.compose.ui.viewinterop.AndroidView
import java.io.IOException
import java.net.HttpURLConnection
import java.net.URL
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.json.JSONArray
import org.json.JSONObject

private const val SERVER = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com" // the stack's output ApiUrl
private const val TOKEN = "TOKEN" // for trying; a public app lets its own backend make the jobs

class MainActivity : ComponentActivity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContent { MaterialTheme { AnalysisScreen() } }
    }
}

class Problem(val code: String, message: String) : Exception(message)

class Rep(json: JSONObject) {
    val index = json.getInt("index")
    val startMs = (json.getDouble("start_s") * 1000).toInt()
    val grade = json.optString("grade", "–").takeUnless { json.isNull("grade") } ?: "–"
    val reasons = json.getJSONArray("subscores").objects().filter { it.getDouble("score") < 80 }.map { it.getString("text") }
}

class Analysis(result: JSONObject, job: JSONObject) {
    val counted = if (result.optString("unit") == "seconds") "${result.getInt("count")} s" else "${result.getInt("count")} ×"
    val grade = result.optJSONObject("form")?.getString("grade").orEmpty()
    val reps = result.getJSONArray("reps").objects().map { Rep(it) }
    val video: String = job.getJSONObject("files").optString("overlay").ifEmpty { job.getString("media_url") }
}

private fun JSONArray.objects(): List<JSONObject> = (0 until length()).map { getJSONObject(it) }

/** The calls of the API. All of them wait, so they belong to Dispatchers.IO. */
object Formtrace {
    fun submit(context: Context, video: Uri, exercise: String): String {
        val options = JSONObject(mapOf("exercise" to exercise, "export" to true, "fileName" to "video.mp4"))
        val job = call("/v1/jobs", options)
        upload(context, video, job.getJSONObject("upload"))
        return job.getString("job_id")
    }

    fun job(id: String): JSONObject = call("/v1/jobs/$id")

    fun result(id: String): JSONObject = call("/v1/jobs/$id/result")

    private fun call(path: String, body: JSONObject? = null): JSONObject {
        val connection = URL(SERVER + path).openConnection() as HttpURLConnection
        connection.setRequestProperty("Authorization", "Bearer $TOKEN")
        connection.setRequestProperty("Content-Type", "application/json")
        if (body != null) {
            connection.doOutput = true
            connection.outputStream.use { it.write(body.toString().toByteArray()) }
        }
        val failed = connection.responseCode >= 400
        val text = (if (failed) connection.errorStream else connection.inputStream).bufferedReader().use { it.readText() }
        val answer = JSONObject(text)
        if (failed) throw Problem(answer.getString("code"), answer.getString("detail"))
        return answer
    }

    /** Post the form; the file is read while it is sent, so that long videos do not fill the memory. */
    private fun upload(context: Context, video: Uri, ticket: JSONObject) {
        val boundary = UUID.randomUUID().toString()
        val connection = URL(ticket.getString("url")).openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.doOutput = true
        connection.setRequestProperty("Content-Type", "multipart/form-data; boundary=$boundary")
        val fields = ticket.getJSONObject("fields")
        val head = buildString {
            for (name in fields.keys()) {
                append("--$boundary\r\nContent-Disposition: form-data; name=\"$name\"\r\n\r\n${fields.getString(name)}\r\n")
            }
            append("--$boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"video\"\r\n")
            append("Content-Type: video/mp4\r\n\r\n")
        }.toByteArray()
        val tail = "\r\n--$boundary--\r\n".toByteArray()
        val size = context.contentResolver.openAssetFileDescriptor(video, "r")!!.use { it.length }
        connection.setFixedLengthStreamingMode(head.size + size + tail.size)
        connection.outputStream.use { out ->
            out.write(head)
            context.contentResolver.openInputStream(video)!!.use { it.copyTo(out) }
            out.write(tail)
        }
        if (connection.responseCode >= 300) throw Problem("upload_refused", "The upload was refused. Choose the video again.")
    }
}

/** Upload a video and follow its job to the end, also through lost connections. */
suspend fun analyse(context: Context, video: Uri, tell: (String, Float?) -> Unit): Analysis = withContext(Dispatchers.IO) {
    tell("Uploading", null)
    val id = Formtrace.submit(context, video, "auto")
    while (true) {
        try {
            val job = Formtrace.job(id)
            if (job.getString("status") == "completed") return@withContext Analysis(Formtrace.result(id), job)
            job.optJSONObject("failure")?.let { throw Problem(it.getString("code"), it.getString("message")) }
            val percent = job.getJSONObject("progress").getInt("percent")
            tell("Analysing, $percent %", percent / 100f)
        } catch (lost: IOException) {
            // The connection is away for a moment; the job goes on.
        }
        delay(1000)
    }
    @Suppress("UNREACHABLE_CODE")
    error("not reached")
}

@Composable
fun AnalysisScreen() {
    val context = LocalContext.current
    val scope = rememberCoroutineScope()
    var stage by remember { mutableStateOf<Pair<String, Float?>?>(null) }
    var problem by remember { mutableStateOf<String?>(null) }
    var analysis by remember { mutableStateOf<Analysis?>(null) }
    var player by remember { mutableStateOf<VideoView?>(null) }
    val picker = rememberLauncherForActivityResult(PickVisualMedia()) { video ->
        if (video != null) scope.launch {
            problem = null
            try {
                analysis = analyse(context, video) { name, share -> stage = name to share }
            } catch (error: Problem) {
                problem = error.message
            } catch (error: IOException) {
                problem = "The server cannot be reached. Check the connection and try again."
            }
            stage = null
        }
    }
    LazyColumn(Modifier.padding(16.dp)) {
        item {
            Text("Film the whole body of one person, from the side, with a camera that stands still.")
            Button(enabled = stage == null, onClick = { picker.launch(PickVisualMediaRequest(PickVisualMedia.VideoOnly)) }) {
                Text("Choose a video")
            }
            stage?.let { (name, share) ->
                Text(name)
                if (share == null) LinearProgressIndicator(Modifier.fillMaxWidth())
                else LinearProgressIndicator(progress = { share }, modifier = Modifier.fillMaxWidth())
            }
            problem?.let { Text(it, color = MaterialTheme.colorScheme.error) }
        }
        analysis?.let { found ->
            item {
                AndroidView(
                    modifier = Modifier.fillMaxWidth().height(360.dp),
                    factory = { VideoView(it).also { view -> player = view } },
                    update = { view -> view.setVideoPath(found.video); view.start() },
                )
                Column { Text("${found.counted}  ${found.grade}", style = MaterialTheme.typography.displaySmall) }
            }
            items(found.reps) { rep ->
                ListItem(
                    headlineContent = { Text("Repetition ${rep.index}, ${rep.grade}") },
                    supportingContent = { Text(rep.reasons.joinToString("\n").ifEmpty { "Well done" }) },
                    modifier = Modifier.clickable { player?.seekTo(rep.startMs); player?.start() },
                )
            }
        }
    }
}
