// Jump.tsx: the height of each vertical jump in an uploaded video.
import { useState } from "react";
import { Text, TextInput, View } from "react-native";
import type { Message } from "./messages";
import { TrackingPage } from "./TrackingPage";

export default function Jump({ token }: { token: string }) {
  const [height, setHeight] = useState("");
  const [lines, setLines] = useState<string[]>([]);
  const say = (line: string) => setLines((before) => [...before, line]);

  const onMessage = (message: Message) => {
    if (message.type === "jump_result") {
      const spread = message.uncertaintyCm === undefined ? "" : ` ± ${message.uncertaintyCm.toFixed(1)}`;
      say(`Jump ${message.jumpNumber}: ${message.jumpHeightCm.toFixed(1)}${spread} cm`);
    }
    if (message.type === "jump_discarded") say(message.userMessage);
    if (message.type === "warning" || message.type === "error") say(message.message);
  };

  const heightCm = Number(height);
  const known = heightCm >= 50 && heightCm <= 280;
  return (
    <View style={{ flex: 1 }}>
      <TextInput value={height} onChangeText={setHeight} keyboardType="numeric" placeholder="Your height in cm" />
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      {known && (
        <TrackingPage
          token={token}
          query={{ exercise: "jump_analysis", userHeightCm: String(heightCm) }}
          onMessage={onMessage}
        />
      )}
    </View>
  );
}
