// Signs in to GitHub as the App. It does not retry by itself: a POST that was answered with an error may have been carried out.
import type { Probot } from "probot";

export interface Credentials {
  readonly appId: number;
  readonly privateKey: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly pace: boolean;
}

const REQUEST_MS = 30_000;

/** Probot, for its clients alone: it receives nothing. Nothing is asked of GitHub yet. */
export async function signIn({ appId, privateKey, secret, baseUrl, pace }: Credentials): Promise<Probot> {
  const { Probot, ProbotOctokit } = await import("probot");
  const throttle = { enabled: pace, onRateLimit: () => false, onSecondaryRateLimit: () => false };
  // Put over what Probot passes: it passes a throttle of its own, which would put ours aside.
  const Octokit = ProbotOctokit.defaults((given: { readonly throttle?: object }) => ({
    ...given,
    throttle: { ...given.throttle, ...throttle },
    retry: { enabled: false },
  }));
  const request = {
    fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) }),
  };
  const options = { appId, privateKey, secret, baseUrl, Octokit, logLevel: "fatal", request };
  const probot = new Probot(options as ConstructorParameters<typeof Probot>[0]);
  await probot.ready();
  return probot;
}
