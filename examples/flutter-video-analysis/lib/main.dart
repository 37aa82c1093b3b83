import 'package:flutter/material.dart';

import 'page_screen.dart';
import 'upload_screen.dart';

/// The stack's output ApiUrl; with the Android emulator and the local stack http://10.0.2.2:PORT.
const api = String.fromEnvironment('FORMTRACE_API');

/// For trying. A public app asks its own backend to make jobs, because anybody can read what is in an app.
const token = String.fromEnvironment('FORMTRACE_TOKEN');

void main() => runApp(const VideoAnalysisApp());

class VideoAnalysisApp extends StatelessWidget {
  const VideoAnalysisApp({super.key});

  @override
  Widget build(BuildContext context) {
    ThemeData theme(Brightness brightness) => ThemeData(
          colorScheme: ColorScheme.fromSeed(seedColor: const Color(0xFF0B6B57), brightness: brightness),
        );
    return MaterialApp(
      title: 'Video analysis',
      theme: theme(Brightness.light),
      darkTheme: theme(Brightness.dark),
      home: const HomeScreen(),
    );
  }
}

class HomeScreen extends StatelessWidget {
  const HomeScreen({super.key});

  @override
  Widget build(BuildContext context) {
    void open(Widget screen) => Navigator.of(context).push(MaterialPageRoute<void>(builder: (_) => screen));
    return Scaffold(
      appBar: AppBar(title: const Text('Video analysis')),
      body: ListView(
        padding: const EdgeInsets.all(16),
        children: [
          ListTile(
            leading: const Icon(Icons.phone_android),
            title: const Text('Native screens'),
            subtitle: const Text('The app uploads through the API and shows the result itself.'),
            onTap: () => open(const UploadScreen()),
          ),
          ListTile(
            leading: const Icon(Icons.web),
            title: const Text('Upload page in a WebView'),
            subtitle: const Text('The page uploads and shows the result; the app listens to its messages.'),
            onTap: () => open(const PageScreen(exercise: 'squat')),
          ),
        ],
      ),
    );
  }
}
