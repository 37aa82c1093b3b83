/** The part of the API that is about reference movements. */

import { Client } from "../api/client";
import type { api } from "../../../clients/typescript/src";

export type Reference = api.ReferenceAnswer;
export type Trim = api.Trim;
/** What a clip is about. */
export type Movement = api.MovementView;
export type NewReference = Required<Pick<api.NewReference, "job_id" | "name" | "mirror_allowed">> & {
  repetitions: Trim[];
};

export class ReferenceClient extends Client {
  /** The upload page, set to count and score by this reference. */
  uploadPage(id: string): string {
    const { url, token } = this.connection;
    const query = new URLSearchParams({ source: "video", reference: id });
    if (token !== null) query.set("token", token);
    const locale = new URLSearchParams(location.search).get("locale");
    if (locale !== null) query.set("locale", locale);
    return `${url}/pose_tracker/upload_tracking?${query}`;
  }
}
