declare module "*.css";

/** The name of the style sheet of the views in `library/`, set by the build. */
declare const LIBRARY_STYLE: string;
