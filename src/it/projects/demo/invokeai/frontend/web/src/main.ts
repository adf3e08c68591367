import './style.css';

import { fetchVersion } from './version';

const root = document.querySelector<HTMLElement>('#root');

if (root) {
  root.innerHTML = '<h1>InvokeAI Demo</h1><p id="version">…</p>';
  const label = root.querySelector<HTMLElement>('#version');
  fetchVersion()
    .then((version) => label?.replaceChildren(`version ${version}`))
    .catch((error: unknown) => label?.replaceChildren(String(error)));
}
