// Squats.tsx: counts the squats of an uploaded video.
import { useState } from "react";
import { Text, View } from "react-native";
import type { Message } from "./messages";
import { TrackingPage } from "./TrackingPage";

export default function Squats({ token }: { token: string }) {
  const [count, setCount] = useState(0);
  const [grade, setGrade] = useState<string | null>(null);
  const [state, setState] = useState("Choose a video");

  const onMessage = (message: Message) => {
    if (message.type === "counter") {
      setCount(message.current_count); // the whole count so far: set it, do not add
      setGrade(message.form_score?.grade ?? null);
    }
    if (message.type === "initialization") setState(message.message);
    if (message.type === "exercise_summary") setState(`Done: ${message.counter} squats`);
    if (message.type === "error") setState(message.message);
  };

  return (
    <View style={{ flex: 1 }}>
      <Text>
        {count} {grade ?? ""} {state}
      </Text>
      <TrackingPage token={token} query={{ exercise: "squat" }} onMessage={onMessage} />
    </View>
  );
}
