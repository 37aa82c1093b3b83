import 'dart:io';

import 'package:flutter/material.dart';
import 'package:image_picker/image_picker.dart';
import 'package:shared_preferences/shared_preferences.dart';

import 'formtrace.dart';
import 'main.dart';
import 'result_screen.dart';

const _unfinished = 'unfinished_job';

/// Pick or record a video, upload it, and wait for the result. The app may be closed meanwhile.
class UploadScreen extends StatefulWidget {
  const UploadScreen({super.key});

  @override
  State<UploadScreen> createState() => _UploadScreenState();
}

class _UploadScreenState extends State<UploadScreen> {
  final service = Formtrace(api, token);
  String? stage;
  double? share;
  String? problem;

  @override
  void initState() {
    super.initState();
    _resume();
  }

  /// Go on with a job of an earlier start of the app.
  Future<void> _resume() async {
    final id = (await SharedPreferences.getInstance()).getString(_unfinished);
    if (id != null) await _run(() => _follow(id));
  }

  Future<void> _choose(ImageSource source) async {
    final picked = await ImagePicker().pickVideo(source: source, maxDuration: const Duration(minutes: 10));
    if (picked == null) return;
    await _run(() async {
      _tell('Uploading', 0);
      final id = await service.submit(
        File(picked.path),
        exercise: 'auto',
        onProgress: (sent) => _tell('Uploading', sent),
      );
      await (await SharedPreferences.getInstance()).setString(_unfinished, id);
      await _follow(id);
    });
  }

  Future<void> _follow(String id) async {
    final result = await service.finished(id, (percent) => _tell('Analysing', percent / 100));
    if (!mounted) return;
    await Navigator.of(context).push(MaterialPageRoute<void>(builder: (_) => ResultScreen(result)));
  }

  Future<void> _run(Future<void> Function() work) async {
    setState(() => problem = null);
    try {
      await work();
      await (await SharedPreferences.getInstance()).remove(_unfinished);
    } on FormtraceException catch (error) {
      await (await SharedPreferences.getInstance()).remove(_unfinished);
      if (mounted) setState(() => problem = error.message);
    } on SocketException {
      if (mounted) setState(() => problem = 'The server cannot be reached. Check the connection and try again.');
    } finally {
      if (mounted) setState(() => stage = null);
    }
  }

  void _tell(String name, double done) {
    if (mounted) {
      setState(() {
        stage = name;
        share = done;
      });
    }
  }

  @override
  Widget build(BuildContext context) {
    final busy = stage != null;
    return Scaffold(
      appBar: AppBar(title: const Text('New analysis')),
      body: Padding(
        padding: const EdgeInsets.all(24),
        child: Column(
          crossAxisAlignment: CrossAxisAlignment.stretch,
          children: [
            const Text('Film the whole body of one person, from the side, in good light, with a camera that stands still.'),
            const SizedBox(height: 24),
            FilledButton.icon(
              onPressed: busy ? null : () => _choose(ImageSource.camera),
              icon: const Icon(Icons.videocam),
              label: const Text('Record a video'),
            ),
            const SizedBox(height: 12),
            OutlinedButton.icon(
              onPressed: busy ? null : () => _choose(ImageSource.gallery),
              icon: const Icon(Icons.photo_library),
              label: const Text('Choose a video'),
            ),
            const SizedBox(height: 24),
            if (busy) ...[
              LinearProgressIndicator(value: share),
              const SizedBox(height: 8),
              Text('$stage, ${((share ?? 0) * 100).round()} %', textAlign: TextAlign.center),
            ],
            if (problem != null)
              Text(problem!, style: TextStyle(color: Theme.of(context).colorScheme.error)),
          ],
        ),
      ),
    );
  }
}
