import * as ImagePicker from "expo-image-picker";
import { useVideoPlayer, VideoView } from "expo-video";
import { useState } from "react";
import { Button, Pressable, SafeAreaView, ScrollView, StyleSheet, Text } from "react-native";
import { analyse, type Analysis, type PickedVideo } from "./formtrace";

export default function App() {
  const [stage, setStage] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [analysis, setAnalysis] = useState<Analysis | null>(null);

  const start = async (video: PickedVideo | undefined): Promise<void> => {
    if (!video) return;
    setProblem(null);
    try {
      setAnalysis(await analyse(video, "auto", setStage));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setStage(null);
  };
  const choose = async (): Promise<void> => {
    const picked = await ImagePicker.launchImageLibraryAsync({ mediaTypes: ["videos"] });
    await start(picked.assets?.[0]);
  };
  const record = async (): Promise<void> => {
    const { granted } = await ImagePicker.requestCameraPermissionsAsync();
    if (!granted) return setProblem("Allow the camera in the settings to record a video.");
    const picked = await ImagePicker.launchCameraAsync({ mediaTypes: ["videos"] });
    await start(picked.assets?.[0]);
  };

  return (
    <SafeAreaView style={styles.screen}>
      <ScrollView contentContainerStyle={styles.content}>
        <Text style={styles.title}>Your set, counted</Text>
        <Text>Film the whole body of one person, from the side, with a camera that stands still.</Text>
        <Button title="Record a video" onPress={record} disabled={stage !== null} />
        <Button title="Choose a video" onPress={choose} disabled={stage !== null} />
        {stage && <Text>{stage}</Text>}
        {problem && <Text style={styles.problem}>{problem}</Text>}
        {analysis && <Result key={analysis.videoUrl} analysis={analysis} />}
      </ScrollView>
    </SafeAreaView>
  );
}

function Result({ analysis: { result, videoUrl } }: { analysis: Analysis }) {
  const player = useVideoPlayer(videoUrl, (made) => {
    made.loop = true;
    made.play();
  });
  const [advice] = result.recommendations;
  return (
    <>
      <VideoView player={player} style={styles.video} contentFit="contain" />
      <Text style={styles.verdict}>
        {result.unit === "seconds" ? `${result.count} s` : `${result.count} ×`}{" "}
        {(result.exercise ?? "movement").replace(/_/g, " ")} {result.form?.grade}
      </Text>
      {advice && <Text>{advice.text}</Text>}
      {result.reps.map((rep) => {
        const reasons = rep.subscores.filter(({ score }) => score < 80).map(({ text }) => text);
        return (
          <Pressable key={rep.index} style={styles.rep} onPress={() => (player.currentTime = rep.start_s)}>
            <Text style={styles.grade}>{rep.grade ?? "–"}</Text>
            <Text>{reasons.join("\n") || "Well done"}</Text>
          </Pressable>
        );
      })}
    </>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1 },
  content: { padding: 16, gap: 12 },
  title: { fontSize: 28, fontWeight: "700" },
  verdict: { fontSize: 24, fontWeight: "600" },
  video: { width: "100%", height: 360, backgroundColor: "black" },
  rep: { flexDirection: "row", gap: 12, paddingVertical: 8 },
  grade: { width: 24, fontWeight: "700" },
  problem: { color: "#a8281c" },
});
