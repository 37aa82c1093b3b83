// formtrace.dart: upload a video through the API and wait for its result. Needs the package http.
import 'dart:convert';
import 'dart:io';
import 'package:http/http.dart' as http;

class FormtraceException implements Exception {
  FormtraceException(this.code, this.message);
  final String code;
  final String message; // a sentence for people
}

class Formtrace {
  Formtrace(this.api, this.token);
  final String api;
  final String token;

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

  /// The job's id. The file is read from disk while it is sent.
  Future<String> submit(File file, {required String exercise}) async {
    final made = await _call('/v1/jobs', {'exercise': exercise, 'export': true, 'fileName': file.uri.pathSegments.last});
    final ticket = made['upload'] as Map<String, dynamic>;
    final form = http.MultipartRequest('POST', Uri.parse(ticket['url'] as String))
      ..fields.addAll((ticket['fields'] as Map).cast<String, String>())
      ..files.add(await http.MultipartFile.fromPath('file', file.path)); // fields are sent before files
    final sent = await form.send();
    if (sent.statusCode >= 300) throw FormtraceException('upload_refused', 'The upload was refused.');
    return made['job_id'] as String;
  }

  /// Reports the percentage until the job has ended; its record.
  Future<Map<String, dynamic>> finished(String id, void Function(int percent) onPercent) async {
    while (true) {
      try {
        final job = await _call('/v1/jobs/$id');
        if (job['status'] == 'completed') return job;
        if (job['status'] == 'failed') {
          final failure = job['failure'] as Map<String, dynamic>;
          throw FormtraceException(failure['code'] as String, failure['message'] as String);
        }
        onPercent((job['progress'] as Map<String, dynamic>)['percent'] as int);
      } on SocketException {
        // the connection is away for a moment; the job goes on
      }
      await Future<void>.delayed(const Duration(seconds: 1));
    }
  }

  /// count, unit, form, reps, rejected, recommendations, quality
  Future<Map<String, dynamic>> result(String id) => _call('/v1/jobs/$id/result');
}
