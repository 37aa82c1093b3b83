// UploadScreen.tsx: record or pick a video with expo-image-picker, upload it through the API, show the result.
import * as ImagePicker from "expo-image-picker";
import { useState } from "react";
import { Button, Text, View } from "react-native";

const API = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com"; // the stack's output ApiUrl

interface Picked {
  uri: string;
  fileName?: string | null;
  mimeType?: string;
}
interface Job {
  status: string;
  progress: { percent: number };
  failure: { message: string } | null;
}
interface Result {
  count: number;
  unit: string | null;
  form: { grade: string } | null;
}

export default function UploadScreen({ token, exercise }: { token: string; exercise: string }) {
  const [state, setState] = useState("Film the whole body from the side.");

  async function call<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(API + path, {
      method: body ? "POST" : "GET",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const data = await answer.json();
    if (!answer.ok) throw new Error(data.detail);
    return data as T;
  }

  async function upload(file: Picked): Promise<string> {
    const made = await call<{ job_id: string; upload: { url: string; fields: Record<string, string> } }>("/v1/jobs", {
      exercise,
      fileName: file.fileName ?? "video.mp4",
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(made.upload.fields)) form.append(name, value);
    // React Native's own kind of file; the file goes last.
    form.append("file", { uri: file.uri, name: "video", type: file.mimeType ?? "video/mp4" } as unknown as Blob);
    const sent = await fetch(made.upload.url, { method: "POST", body: form });
    if (!sent.ok) throw new Error("The upload was refused.");
    return made.job_id;
  }

  async function analyse() {
    const picked = await ImagePicker.launchImageLibraryAsync({ mediaTypes: ["videos"] });
    const file = picked.assets?.[0];
    if (picked.canceled || !file) return;
    setState("Uploading");
    const id = await upload(file);
    for (;;) {
      const job = await call<Job>(`/v1/jobs/${id}`);
      if (job.status === "failed") throw new Error(job.failure?.message);
      if (job.status === "completed") break;
      setState(`Analysing, ${job.progress.percent} %`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const result = await call<Result>(`/v1/jobs/${id}/result`);
    setState(`${result.count} ${result.unit ?? ""} ${result.form?.grade ?? ""}`);
  }

  return (
    <View>
      <Text>{state}</Text>
      <Button title="Choose a video" onPress={() => analyse().catch((error: Error) => setState(error.message))} />
    </View>
  );
}
