declare module "*.css";

/** The name of the style sheet of the views in `library/`, set by the build. */
declare const LIBRARY_STYLE: string;
/** Name of the example clip among the assets, empty where it is not there. */
declare const EXAMPLE: string;
