// Android WebView. The page calls window.webViewCallback with an object as soon as it is there; messages from
// before wait for it.
package com.example.formtrace

import android.annotation.SuppressLint
import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.webkit.JavascriptInterface
import android.webkit.ValueCallback
import android.webkit.WebChromeClient
import android.webkit.WebView
import android.webkit.WebViewClient
import org.json.JSONObject

private const val SERVER = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com" // the stack's output ApiUrl
private const val CHOOSE_FILE = 1

class SessionActivity : Activity() {
    private var chosen: ValueCallback<Array<Uri>>? = null

    @SuppressLint("SetJavaScriptEnabled")
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        val view = WebView(this)
        view.settings.javaScriptEnabled = true
        view.settings.mediaPlaybackRequiresUserGesture = false
        view.addJavascriptInterface(this, "Android")
        view.webViewClient = object : WebViewClient() {
            override fun onPageFinished(page: WebView, url: String) = page.evaluateJavascript(
                "window.webViewCallback = (data) => Android.androidBridgeInterface(JSON.stringify(data))", null)
        }
        view.webChromeClient = object : WebChromeClient() {
            override fun onShowFileChooser(
                page: WebView, callback: ValueCallback<Array<Uri>>, params: FileChooserParams): Boolean {
                chosen = callback
                startActivityForResult(params.createIntent(), CHOOSE_FILE)
                return true
            }
        }
        setContentView(view)
        view.loadUrl("$SERVER/pose_tracker/upload_tracking?token=TOKEN&source=video&exercise=squat&isAndroid=true")
    }

    @JavascriptInterface // not on the main thread
    fun androidBridgeInterface(text: String) {
        val message = JSONObject(text)
        when (message.getString("type")) {
            "counter" -> println("count ${message.getInt("current_count")}")
            "error" -> println("${message.getString("code")}: ${message.getString("message")}")
        }
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        super.onActivityResult(request, result, data)
        chosen?.onReceiveValue(WebChromeClient.FileChooserParams.parseResult(result, data))
        chosen = null
    }
}
