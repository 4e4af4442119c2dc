// For the page of another site that shows a registration form in a frame: gives the frame the height that the form asks for, and shows
// the beginning of what comes after it. Answers at /embed.js, as a script of its own. It reads nothing of the page and sends nothing.
{
  const origin = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll('iframe')].filter(f => f.src.startsWith(origin + '/'));
  window.addEventListener('message', e => {
    const frame = e.origin === origin && e.data?.tsudoi > 0 && frames().find(f => f.contentWindow === e.source);
    if (!frame) return;
    frame.height = Math.min(e.data.tsudoi, 20000);
    if (e.data.begins && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  });
  for (const frame of frames()) frame.contentWindow.postMessage('tsudoi', '*'); // the form may have been there first; it says nothing else
}
