// Flutter, with webview_flutter 4, webview_flutter_android and file_picker. The page finds the channel by its name,
// so nothing is injected and no early message is lost. For another name add `channel=NAME` to the address.
import 'dart:convert';
import 'package:file_picker/file_picker.dart';
import 'package:flutter/material.dart';
import 'package:webview_flutter/webview_flutter.dart';
import 'package:webview_flutter_android/webview_flutter_android.dart';

const server = 'https://YOUR-API.execute-api.eu-west-1.amazonaws.com'; // the stack's output ApiUrl

class Session extends StatefulWidget {
  const Session({super.key, required this.token, required this.exercise});
  final String token;
  final String exercise;
  @override
  State<Session> createState() => _SessionState();
}

class _SessionState extends State<Session> {
  int count = 0;
  late final WebViewController controller;

  @override
  void initState() {
    super.initState();
    final page = Uri.parse('$server/pose_tracker/upload_tracking').replace(queryParameters: {
      'token': widget.token, 'source': 'video', 'exercise': widget.exercise,
    });
    controller = WebViewController()
      ..setJavaScriptMode(JavaScriptMode.unrestricted)
      ..addJavaScriptChannel('Formtrace', onMessageReceived: (received) => onMessage(jsonDecode(received.message)))
      ..loadRequest(page);
    final platform = controller.platform;
    if (platform is AndroidWebViewController) platform.setOnShowFileSelector(pick); // iOS does it by itself
  }

  void onMessage(Map<String, dynamic> message) {
    if (message['type'] == 'counter') setState(() => count = message['current_count']);
    if (message['type'] == 'error') debugPrint('${message['code']}: ${message['message']}');
  }

  Future<List<String>> pick(FileSelectorParams params) async {
    final picked = await FilePicker.platform.pickFiles(type: FileType.video);
    final path = picked?.files.single.path;
    return path == null ? [] : [Uri.file(path).toString()];
  }

  @override
  Widget build(BuildContext context) =>
      Column(children: [Text('$count'), Expanded(child: WebViewWidget(controller: controller))]);
}
