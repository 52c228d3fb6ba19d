// What pages and the worker (templates/sw.js) say to each other about copies of articles for reading offline.

/** Whether this browser can keep copies: not without HTTPS, nor in some private windows. */
export const able = "serviceWorker" in navigator && "caches" in window;
const PATIENCE = 20_000; // milliseconds

/** Asks the worker; its answer, or null where it does not come. */
export async function ask(question) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answered = navigator.serviceWorker.ready.then(
    ({ active }) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        active.postMessage(question, [port2]);
      }),
  );
  return Promise.race([answered, late]);
}
