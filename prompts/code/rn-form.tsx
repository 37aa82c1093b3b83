// FormCorrector.tsx: after the upload, what to do better, repetition by repetition.
import { useState } from "react";
import { FlatList, Text, View } from "react-native";
import type { Message, Past } from "./messages";
import { TrackingPage } from "./TrackingPage";

export default function FormCorrector({ token, exercise }: { token: string; exercise: string }) {
  const [reps, setReps] = useState<Past[]>([]);
  const [advice, setAdvice] = useState<string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);

  const onMessage = (message: Message) => {
    if (message.type === "recommendations") setAdvice((before) => [...new Set([...before, ...message.data])]);
    if (message.type === "exercise_summary") setReps(message.history);
    if (message.type === "warning" || message.type === "error") setProblem(message.message);
  };

  return (
    <View style={{ flex: 1 }}>
      {problem && <Text>{problem}</Text>}
      {advice.map((sentence) => (
        <Text key={sentence}>{sentence}</Text>
      ))}
      <FlatList
        data={reps}
        keyExtractor={(rep) => String(rep.index)}
        renderItem={({ item }) => (
          <Text>
            {item.index}. {item.grade ?? "not judged"} {item.reasons?.map(({ text }) => text).join("; ")}
          </Text>
        )}
      />
      <TrackingPage token={token} query={{ exercise, recommendations: "true" }} onMessage={onMessage} />
    </View>
  );
}
