/**
 * @file
 * Shows what the page hears, the classic way.
 */

((Drupal) => {
  const list = () => document.getElementById('nodejs-example');

  Drupal.Nodejs.callbacks.example = {
    callback(message) {
      const item = document.createElement('li');
      item.textContent = `${message.data.subject}: ${message.data.body}`;
      list().append(item);
    },
  };
})(Drupal);
