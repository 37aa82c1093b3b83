import 'dart:convert';

import 'package:file_picker/file_picker.dart';
import 'package:flutter/material.dart';
import 'package:webview_flutter/webview_flutter.dart';
import 'package:webview_flutter_android/webview_flutter_android.dart';

import 'main.dart';

/// The upload page in a WebView, and a native counter that listens to its messages.
class PageScreen extends StatefulWidget {
  const PageScreen({super.key, required this.exercise});
  final String exercise;

  @override
  State<PageScreen> createState() => _PageScreenState();
}

class _PageScreenState extends State<PageScreen> {
  int count = 0;
  String? grade;
  late final WebViewController controller;

  @override
  void initState() {
    super.initState();
    final page = Uri.parse('$api/pose_tracker/upload_tracking').replace(queryParameters: {
      'token': token,
      'source': 'video',
      'exercise': widget.exercise,
    });
    controller = WebViewController()
      ..setJavaScriptMode(JavaScriptMode.unrestricted)
      // The page finds the channel by its name, so no script is injected and no early message is lost.
      ..addJavaScriptChannel('Formtrace', onMessageReceived: _onMessage)
      ..loadRequest(page);
    final platform = controller.platform;
    if (platform is AndroidWebViewController) platform.setOnShowFileSelector(_pick); // iOS does it by itself
  }

  void _onMessage(JavaScriptMessage received) {
    final message = jsonDecode(received.message) as Map<String, dynamic>;
    switch (message['type']) {
      case 'counter':
        setState(() => count = message['current_count'] as int);
      case 'exercise_summary':
        setState(() => grade = message['grade'] as String?);
      case 'error':
        ScaffoldMessenger.of(context).showSnackBar(SnackBar(content: Text('${message['message']}')));
    }
  }

  Future<List<String>> _pick(FileSelectorParams params) async {
    final picked = await FilePicker.platform.pickFiles(type: FileType.video);
    final path = picked?.files.single.path;
    return path == null ? [] : [Uri.file(path).toString()];
  }

  @override
  Widget build(BuildContext context) {
    return Scaffold(
      appBar: AppBar(title: Text('$count × ${widget.exercise}${grade == null ? '' : ', $grade'}')),
      body: WebViewWidget(controller: controller),
    );
  }
}
