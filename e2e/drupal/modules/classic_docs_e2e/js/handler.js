((Drupal) => {
  window.told = [];

  function keep(name) {
    return {
      callback: (message) => {
        window.told.push(`${name}: ${JSON.stringify(message.data || message.presenceNotification)}`);
      },
    };
  }

  Drupal.Nodejs.callbacks.docs = keep('docs');
  Drupal.Nodejs.callbacks.clientAuthenticated = keep('clientAuthenticated');
  Drupal.Nodejs.presenceCallbacks.docs = keep('presence');
  Drupal.Nodejs.connectionSetupHandlers.docs = {
    connect: () => {
      window.told.push('connect');
    },
    disconnect: () => {
      window.told.push('disconnect');
    },
  };
})(Drupal);
