/**
 * @file
 * Shows what the page hears, the classic way.
 */

((Drupal) => {
  const list = () => document.getElementById('nodejs-example');

  Drupal.Nodejs.callbacks.example = {
    callback(message) {
      // A message that names no callback runs every one; AJAX commands are such.
      if (!message.data) return;
      const item = document.createElement('li');
      item.textContent = `${message.data.subject}: ${message.data.body}`;
      list().append(item);
    },
  };
})(Drupal);
