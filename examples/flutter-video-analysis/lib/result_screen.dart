import 'package:flutter/material.dart';
import 'package:video_player/video_player.dart';

import 'formtrace.dart';

/// The verdict, the video with the skeleton, and each repetition with its reasons.
class ResultScreen extends StatefulWidget {
  const ResultScreen(this.result, {super.key});
  final Analysis result;

  @override
  State<ResultScreen> createState() => _ResultScreenState();
}

class _ResultScreenState extends State<ResultScreen> {
  late final VideoPlayerController video;

  @override
  void initState() {
    super.initState();
    video = VideoPlayerController.networkUrl(widget.result.video)
      ..setLooping(true)
      ..initialize().then((_) {
        if (mounted) setState(() {});
        video.play();
      });
  }

  @override
  void dispose() {
    video.dispose();
    super.dispose();
  }

  Future<void> _show(Repetition rep) async {
    await video.seekTo(rep.start);
    await video.play();
  }

  @override
  Widget build(BuildContext context) {
    final result = widget.result;
    final text = Theme.of(context).textTheme;
    final counted = result.unit == 'seconds' ? '${result.count} s' : '${result.count} ×';
    return Scaffold(
      appBar: AppBar(title: Text((result.exercise ?? 'Movement').replaceAll('_', ' '))),
      body: ListView(
        children: [
          if (video.value.isInitialized)
            GestureDetector(
              onTap: () => setState(() => video.value.isPlaying ? video.pause() : video.play()),
              child: AspectRatio(aspectRatio: video.value.aspectRatio, child: VideoPlayer(video)),
            ),
          VideoProgressIndicator(video, allowScrubbing: true),
          Padding(
            padding: const EdgeInsets.all(16),
            child: Row(
              mainAxisAlignment: MainAxisAlignment.spaceBetween,
              children: [
                Text(counted, style: text.displaySmall),
                if (result.grade != null) Text(result.grade!, style: text.displaySmall),
              ],
            ),
          ),
          for (final warning in result.warnings)
            ListTile(leading: const Icon(Icons.info_outline), title: Text(warning)),
          if (result.advice.isNotEmpty)
            ListTile(leading: const Icon(Icons.fitness_center), title: Text(result.advice.first)),
          for (final rep in result.repetitions)
            ListTile(
              leading: CircleAvatar(child: Text(rep.grade ?? '–')),
              title: Text('Repetition ${rep.index}'),
              subtitle: rep.reasons.isEmpty ? const Text('Well done') : Text(rep.reasons.join('\n')),
              onTap: () => _show(rep),
            ),
        ],
      ),
    );
  }
}
