/** The API as the page uses it: same origin, and the page's own token. */

import { Client as ApiClient, type api } from "../../../clients/typescript/src";

export { ApiError, NetworkError } from "../../../clients/typescript/src";

export class Client extends ApiClient {
  constructor(
    location: Location,
    private readonly query: () => string = () => location.search,
  ) {
    super({
      // Behind a path prefix (a stage of API Gateway, a proxy) the API is beside the page.
      url: location.pathname.replace(/\/pose_tracker\/.*$/, ""),
      token: new URLSearchParams(location.search).get("token"),
    });
  }

  override session(): Promise<api.Session> {
    return super.session(this.query());
  }

  /** Whether the page was opened by a link that only shows a result. */
  get isReadOnly(): boolean {
    return this.connection.token?.startsWith("fs_") ?? false;
  }

  async exerciseName(id: string): Promise<string> {
    const { name } = await this.exercise(id);
    return name[document.documentElement.lang] ?? Object.values(name)[0] ?? id;
  }
}
