// TrackingPage.tsx: the page in a WebView. react-native-webview; nothing has to be injected.
import { WebView } from "react-native-webview";
import { readMessage, type Message } from "./messages";

const SERVER = "https://YOUR-API.execute-api.eu-west-1.amazonaws.com"; // the stack's output ApiUrl

export interface TrackingPageProps {
  token: string;
  query: Record<string, string>;
  onMessage: (message: Message) => void;
}

export function TrackingPage({ token, query, onMessage }: TrackingPageProps) {
  const parameters = Object.entries({ token, source: "video", ...query })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return (
    <WebView
      source={{ uri: `${SERVER}/pose_tracker/upload_tracking?${parameters}` }}
      onMessage={(event) => {
        const message = readMessage(event.nativeEvent.data);
        if (message) onMessage(message);
      }}
      allowsInlineMediaPlayback
      mediaPlaybackRequiresUserAction={false}
    />
  );
}
