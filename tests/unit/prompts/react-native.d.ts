// What the prompts use of React Native and Expo, as those packages declare it.
declare module "react-native" {
  import type { ReactElement, ReactNode } from "react";
  interface Style {
    flex?: number;
  }
  export function View(props: { style?: Style; children?: ReactNode }): ReactElement;
  export function Text(props: { style?: Style; children?: ReactNode }): ReactElement;
  export function Button(props: { title: string; onPress: () => void; disabled?: boolean }): ReactElement;
  export function TextInput(props: {
    value?: string;
    onChangeText?: (text: string) => void;
    keyboardType?: "default" | "numeric" | "decimal-pad";
    placeholder?: string;
  }): ReactElement;
  export function FlatList<Item>(props: {
    data: readonly Item[];
    keyExtractor?: (item: Item, index: number) => string;
    renderItem: (info: { item: Item; index: number }) => ReactElement | null;
  }): ReactElement;
}
declare module "react-native-webview" {
  import type { ReactElement } from "react";
  export function WebView(props: {
    source: { uri: string; headers?: Record<string, string> };
    onMessage?: (event: { nativeEvent: { data: string; url: string } }) => void;
    allowsInlineMediaPlayback?: boolean;
    mediaPlaybackRequiresUserAction?: boolean;
  }): ReactElement;
}
declare module "expo-image-picker" {
  export interface ImagePickerAsset {
    uri: string;
    fileName?: string | null;
    mimeType?: string;
    duration?: number | null;
  }
  export function launchImageLibraryAsync(options?: {
    mediaTypes?: ("images" | "videos" | "livePhotos")[];
    videoMaxDuration?: number;
    quality?: number;
  }): Promise<{ canceled: boolean; assets: ImagePickerAsset[] | null }>;
}
