// Keypoints.tsx: the 17 keypoints and the joint angles of every frame of an uploaded video.
import { useRef, useState } from "react";
import { Text, View } from "react-native";
import type { Message, Point } from "./messages";
import { TrackingPage } from "./TrackingPage";

export interface Frame {
  frameId: number;
  t: number;
  points: Point[];
  angles: Record<string, number>;
}

export default function Keypoints({ token, onDone }: { token: string; onDone: (frames: Frame[]) => void }) {
  const frames = useRef(new Map<number, Frame>()); // thousands of messages: no state per message
  const [count, setCount] = useState(0);

  const onMessage = (message: Message) => {
    if (message.type === "keypoints") {
      const { frameId, t = 0, data: points } = message;
      frames.current.set(frameId, { frameId, t, points, angles: {} });
    }
    if (message.type === "angles") {
      const frame = frames.current.get(message.frameId);
      if (frame) frame.angles = message.angles;
    }
    if (message.type === "initialization" && message.ready) {
      setCount(frames.current.size);
      onDone([...frames.current.values()]);
    }
  };

  return (
    <View style={{ flex: 1 }}>
      <Text>{count} frames</Text>
      <TrackingPage token={token} query={{ keypoints: "true", angles: "true" }} onMessage={onMessage} />
    </View>
  );
}
