type AppVersion = { version: string };

/** Asks the server that serves this page for its version. */
export const fetchVersion = async (): Promise<string> => {
  const response = await fetch('./api/v1/app/version');
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}`);
  }
  const answer = (await response.json()) as AppVersion;
  return answer.version;
};
