/// The calls of the API that the app needs.
library;

import 'dart:convert';
import 'dart:io';

import 'package:http/http.dart' as http;

/// What went wrong: a code for programs and a sentence for people.
class FormtraceException implements Exception {
  FormtraceException(this.code, this.message);
  final String code;
  final String message;

  @override
  String toString() => message;
}

/// One counted repetition.
class Repetition {
  Repetition(Map<String, dynamic> json)
      : index = json['index'] as int,
        start = _time(json['start_s']),
        end = _time(json['end_s']),
        grade = json['grade'] as String?,
        reasons = [
          for (final subscore in (json['subscores'] as List).cast<Map<String, dynamic>>())
            if ((subscore['score'] as num) < 80) subscore['text'] as String,
        ];

  final int index;
  final Duration start;
  final Duration end;
  final String? grade;

  /// What cost points, a sentence each.
  final List<String> reasons;
}

/// A completed analysis.
class Analysis {
  Analysis(this.jobId, Map<String, dynamic> result, Map<String, dynamic> job)
      : exercise = result['exercise'] as String?,
        count = result['count'] as int,
        unit = result['unit'] as String?,
        grade = (result['form'] as Map<String, dynamic>?)?['grade'] as String?,
        repetitions = [
          for (final rep in (result['reps'] as List).cast<Map<String, dynamic>>()) Repetition(rep),
        ],
        advice = [
          for (final each in (result['recommendations'] as List).cast<Map<String, dynamic>>()) each['text'] as String,
        ],
        warnings = [
          for (final each in ((result['quality'] as Map)['warnings'] as List).cast<Map<String, dynamic>>())
            each['text'] as String,
        ],
        video = Uri.parse(((job['files'] as Map)['overlay'] ?? job['media_url']) as String);

  final String jobId;
  final String? exercise;
  final int count;
  final String? unit;
  final String? grade;
  final List<Repetition> repetitions;
  final List<String> advice;
  final List<String> warnings;

  /// The video with the skeleton, or the source; the link works for an hour.
  final Uri video;
}

class Formtrace {
  Formtrace(this.api, this.token);
  final String api;
  final String token;

  /// Make a job and send its file, which is read from disk meanwhile; the job's id.
  Future<String> submit(File file, {required String exercise, void Function(double share)? onProgress}) async {
    final name = file.uri.pathSegments.last;
    final made = await _call('/v1/jobs', {'exercise': exercise, 'export': true, 'fileName': name});
    final ticket = made['upload'] as Map<String, dynamic>;
    final size = await file.length();
    var sent = 0;
    final content = file.openRead().map((block) {
      sent += block.length;
      onProgress?.call(sent / size);
      return block;
    });
    final form = http.MultipartRequest('POST', Uri.parse(ticket['url'] as String))
      ..fields.addAll((ticket['fields'] as Map).cast<String, String>())
      ..files.add(http.MultipartFile('file', content, size, filename: name)); // sent after the fields
    final answer = await form.send();
    if (answer.statusCode >= 300) {
      throw FormtraceException('upload_refused', 'The upload was refused. Choose the video again.');
    }
    return made['job_id'] as String;
  }

  /// Follow a job to its end, also through lost connections.
  Future<Analysis> finished(String id, void Function(int percent) onPercent) async {
    while (true) {
      try {
        final job = await _call('/v1/jobs/$id');
        if (job['status'] == 'completed') return Analysis(id, await _call('/v1/jobs/$id/result'), job);
        if (job['status'] == 'failed') {
          final failure = job['failure'] as Map<String, dynamic>;
          throw FormtraceException(failure['code'] as String, failure['message'] as String);
        }
        onPercent((job['progress'] as Map<String, dynamic>)['percent'] as int);
      } on SocketException {
        // The connection is away for a moment; the job goes on.
      }
      await Future<void>.delayed(const Duration(seconds: 1));
    }
  }

  Future<Map<String, dynamic>> _call(String path, [Map<String, dynamic>? body]) async {
    final address = Uri.parse('$api$path');
    final headers = {'Authorization': 'Bearer $token', 'Content-Type': 'application/json'};
    final answer = body == null
        ? await http.get(address, headers: headers)
        : await http.post(address, headers: headers, body: jsonEncode(body));
    final data = jsonDecode(utf8.decode(answer.bodyBytes)) as Map<String, dynamic>;
    if (answer.statusCode >= 400) throw FormtraceException(data['code'] as String, data['detail'] as String);
    return data;
  }
}

Duration _time(dynamic seconds) => Duration(milliseconds: ((seconds as num) * 1000).round());
