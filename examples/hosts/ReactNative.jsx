// Expo or React Native, with react-native-webview. Nothing needs to be injected.
import { useState } from "react";
import { Text, View } from "react-native";
import { WebView } from "react-native-webview";

const SERVER = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com"; // the stack's output ApiUrl

export default function Session({ token, exercise }) {
  const [count, setCount] = useState(0);
  const [grade, setGrade] = useState(null);
  const query = new URLSearchParams({ token, source: "video", exercise, recommendations: "true" });

  const onMessage = (event) => {
    let message = JSON.parse(event.nativeEvent.data);
    if (typeof message === "string") message = JSON.parse(message); // bridges of old encoded twice
    if (message.type === "counter") {
      setCount(message.current_count);
      setGrade(message.form_score?.grade ?? null);
    }
    if (message.type === "exercise_summary") console.log("done", message.counter, message.history);
    if (message.type === "error") console.warn(message.code, message.message);
  };

  return (
    <View style={{ flex: 1 }}>
      <Text>{count} {grade}</Text>
      <WebView
        source={{ uri: `${SERVER}/pose_tracker/upload_tracking?${query}` }}
        onMessage={onMessage}
        allowsInlineMediaPlayback
        mediaPlaybackRequiresUserAction={false}
      />
    </View>
  );
}
