// A SwiftUI app in one file: choose a video, upload it through the API, show the result.
// Paste it into a new project (iOS 17) instead of its App file, and set `server` and `token`.
import AVKit
import PhotosUI
import SwiftUI

let server = URL(string: "https://YOUR-API.execute-api.eu-west-1.amazonaws.com")! // the stack's output ApiUrl
let token = "TOKEN" // for trying; a public app lets its own backend make the jobs

@main
struct VideoAnalysisApp: App {
    var body: some Scene {
        WindowGroup { NavigationStack { UploadView() } }
    }
}

// MARK: - The API

struct Problem: LocalizedError, Decodable {
    let code: String
    let detail: String
    var errorDescription: String? { detail }
}

struct Ticket: Decodable {
    let url: URL
    let fields: [String: String]
}

struct CreatedJob: Decodable {
    let jobId: String
    let upload: Ticket
}

struct Job: Decodable {
    struct Progress: Decodable { let percent: Int }
    struct Failure: Decodable { let code: String; let message: String }
    let status: String
    let progress: Progress
    let failure: Failure?
    let files: [String: URL]
}

struct Analysis: Decodable {
    struct Form: Decodable { let grade: String }
    struct Subscore: Decodable { let score: Double; let text: String }
    struct Rep: Decodable, Identifiable {
        let index: Int
        let startS: Double
        let grade: String?
        let subscores: [Subscore]
        var id: Int { index }
        var reasons: [String] { subscores.filter { $0.score < 80 }.map(\.text) }
    }
    let exercise: String?
    let count: Int
    let unit: String?
    let form: Form?
    let reps: [Rep]
}

struct Formtrace {
    private let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    /// Make a job, send its file, and return the job's id.
    func submit(_ video: URL, exercise: String) async throws -> String {
        let options: [String: Any] = ["exercise": exercise, "export": true, "fileName": video.lastPathComponent]
        let job: CreatedJob = try await call("/v1/jobs", body: JSONSerialization.data(withJSONObject: options))
        try await upload(video, with: job.upload)
        return job.jobId
    }

    /// Follow a job to its end, also through lost connections.
    func finished(_ id: String, onPercent: (Int) -> Void) async throws -> Job {
        while true {
            do {
                let job: Job = try await call("/v1/jobs/\(id)")
                if job.status == "completed" { return job }
                if let failure = job.failure { throw Problem(code: failure.code, detail: failure.message) }
                onPercent(job.progress.percent)
            } catch is URLError {
                // The connection is away for a moment; the job goes on.
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    func result(_ id: String) async throws -> Analysis { try await call("/v1/jobs/\(id)/result") }

    private func call<Answer: Decodable>(_ path: String, body: Data? = nil) async throws -> Answer {
        var request = URLRequest(url: server.appending(path: path))
        request.httpMethod = body == nil ? "GET" : "POST"
        request.httpBody = body
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: request)
        if (response as? HTTPURLResponse)?.statusCode ?? 500 >= 400 { throw try decoder.decode(Problem.self, from: data) }
        return try decoder.decode(Answer.self, from: data)
    }

    /// Post the form from a file on disk, so that long videos do not fill the memory.
    private func upload(_ video: URL, with ticket: Ticket) async throws {
        let boundary = UUID().uuidString
        var head = ""
        for (name, value) in ticket.fields {
            head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"video\"\r\n"
        head += "Content-Type: video/quicktime\r\n\r\n"
        let body = FileManager.default.temporaryDirectory.appending(path: boundary)
        FileManager.default.createFile(atPath: body.path(), contents: Data(head.utf8))
        defer { try? FileManager.default.removeItem(at: body) }
        let (from, to) = (try FileHandle(forReadingFrom: video), try FileHandle(forWritingTo: body))
        try to.seekToEnd()
        while let block = try from.read(upToCount: 1 << 20), !block.isEmpty { try to.write(contentsOf: block) }
        try to.write(contentsOf: Data("\r\n--\(boundary)--\r\n".utf8))
        try to.close()
        var request = URLRequest(url: ticket.url)
        request.httpMethod = "POST"
        request.setValue("multipart/form-data; boundary=\(boundary)", forHTTPHeaderField: "Content-Type")
        let (_, response) = try await URLSession.shared.upload(for: request, fromFile: body)
        if (response as? HTTPURLResponse)?.statusCode ?? 500 >= 300 {
            throw Problem(code: "upload_refused", detail: "The upload was refused. Choose the video again.")
        }
    }
}

// MARK: - The screens

struct PickedVideo: Transferable {
    let url: URL
    static var transferRepresentation: some TransferRepresentation {
        FileRepresentation(importedContentType: .movie) { received in
            let copy = FileManager.default.temporaryDirectory.appending(path: received.file.lastPathComponent)
            try? FileManager.default.removeItem(at: copy)
            try FileManager.default.copyItem(at: received.file, to: copy)
            return PickedVideo(url: copy)
        }
    }
}

struct UploadView: View {
    @State private var picked: PhotosPickerItem?
    @State private var stage: String?
    @State private var problem: String?
    @State private var shown: (analysis: Analysis, video: URL)?
    private let service = Formtrace()

    var body: some View {
        List {
            Section {
                PhotosPicker(selection: $picked, matching: .videos) { Label("Choose a video", systemImage: "video") }
                    .disabled(stage != nil)
                if let stage { ProgressView(stage) }
                if let problem { Text(problem).foregroundStyle(.red) }
            } footer: {
                Text("Film the whole body of one person, from the side, with a camera that stands still.")
            }
            if let shown { ResultSection(analysis: shown.analysis, video: shown.video) }
        }
        .navigationTitle("Video analysis")
        .task(id: picked) { await analyse() }
    }

    private func analyse() async {
        guard let picked else { return }
        problem = nil
        defer { stage = nil }
        do {
            guard let video = try await picked.loadTransferable(type: PickedVideo.self) else { return }
            stage = "Uploading"
            let id = try await service.submit(video.url, exercise: "auto")
            let job = try await service.finished(id) { stage = "Analysing, \($0) %" }
            shown = (try await service.result(id), job.files["overlay"] ?? video.url)
        } catch {
            problem = error.localizedDescription
        }
    }
}

struct ResultSection: View {
    let analysis: Analysis
    let player: AVPlayer

    init(analysis: Analysis, video: URL) {
        self.analysis = analysis
        player = AVPlayer(url: video)
    }

    var body: some View {
        Section {
            VideoPlayer(player: player).aspectRatio(9 / 16, contentMode: .fit).frame(maxHeight: 420)
            HStack {
                Text(analysis.unit == "seconds" ? "\(analysis.count) s" : "\(analysis.count) ×").font(.largeTitle.bold())
                Spacer()
                Text(analysis.form?.grade ?? "").font(.largeTitle.bold()).foregroundStyle(.tint)
            }
        }
        Section("Repetitions") {
            ForEach(analysis.reps) { rep in
                Button {
                    player.seek(to: CMTime(seconds: rep.startS, preferredTimescale: 600))
                    player.play()
                } label: {
                    HStack(alignment: .firstTextBaseline) {
                        Text(rep.grade ?? "–").bold()
                        Text(rep.reasons.isEmpty ? "Well done" : rep.reasons.joined(separator: "\n"))
                    }
                }
            }
        }
    }
}
