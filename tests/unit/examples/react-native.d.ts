// What the example uses of React Native and Expo, as those packages declare it.
declare const process: { env: Record<string, string | undefined> };
declare module "react-native" {
  import type { ReactElement, ReactNode } from "react";
  type Style = Record<string, string | number>;
  interface Box {
    style?: Style;
    children?: ReactNode;
  }
  export function SafeAreaView(props: Box): ReactElement;
  export function ScrollView(props: Box & { contentContainerStyle?: Style }): ReactElement;
  export function Text(props: Box): ReactElement;
  export function Pressable(props: Box & { onPress?: () => void }): ReactElement;
  export function Button(props: { title: string; onPress: () => void; disabled?: boolean }): ReactElement;
  export const StyleSheet: { create<T extends Record<string, Style>>(styles: T): T };
}
declare module "expo-image-picker" {
  export interface Picked {
    canceled: boolean;
    assets: { uri: string; fileName?: string | null; mimeType?: string }[] | null;
  }
  interface Options {
    mediaTypes?: ("images" | "videos")[];
  }
  export function launchImageLibraryAsync(options?: Options): Promise<Picked>;
  export function launchCameraAsync(options?: Options): Promise<Picked>;
  export function requestCameraPermissionsAsync(): Promise<{ granted: boolean }>;
}
declare module "expo-video" {
  import type { ReactElement } from "react";
  export interface VideoPlayer {
    loop: boolean;
    currentTime: number;
    play(): void;
  }
  export function useVideoPlayer(source: string, setup?: (player: VideoPlayer) => void): VideoPlayer;
  export function VideoView(props: {
    player: VideoPlayer;
    style?: Record<string, string | number>;
    contentFit?: "contain" | "cover";
  }): ReactElement;
}
