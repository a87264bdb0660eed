// Watches the talk's code from outside, so that the fixture stays as it was shown.
window.heard = [];
for (const name of ['example', 'another']) {
  const shown = Drupal.Nodejs.callbacks[name];
  const { callback } = shown;
  shown.callback = (message) => {
    window.heard.push({ callback: name, channel: message.channel, data: message.data });
    callback.call(shown, message);
  };
}
