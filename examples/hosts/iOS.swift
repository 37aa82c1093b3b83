// iOS WKWebView. Messages arrive as JSON strings at the handler `iosListener`.
import UIKit
import WebKit

let server = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com" // the stack's output ApiUrl

final class SessionViewController: UIViewController, WKScriptMessageHandler {
    private lazy var webView: WKWebView = {
        let settings = WKWebViewConfiguration()
        settings.allowsInlineMediaPlayback = true
        settings.mediaTypesRequiringUserActionForPlayback = []
        settings.userContentController.add(self, name: "iosListener")
        return WKWebView(frame: .zero, configuration: settings)
    }()

    override func loadView() { view = webView }

    override func viewDidLoad() {
        super.viewDidLoad()
        var address = URLComponents(string: "\(server)/pose_tracker/upload_tracking")!
        address.queryItems = ["token": "TOKEN", "source": "video", "exercise": "squat"].map { URLQueryItem(name: $0.key, value: $0.value) }
        webView.load(URLRequest(url: address.url!))
    }

    func userContentController(_ controller: WKUserContentController, didReceive received: WKScriptMessage) {
        guard let text = received.body as? String,
              let message = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return }
        switch message["type"] as? String {
        case "counter": print("count", message["current_count"] ?? 0)
        case "error": print(message["code"] ?? "", message["message"] ?? "")
        default: break
        }
    }
}
