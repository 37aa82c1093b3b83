/** A video that can be shown: the original, or the exported one with the skeleton in it. */
export interface Source {
  kind: "original" | "exported";
  url: string;
}
