(function ($) {

Drupal.Nodejs.callbacks.example = {
  callback: function (message) {
    window.heard = window.heard || [];
    window.heard.push({ callback: 'example', channel: message.channel, data: message.data });
    if (message.channel = 'example') {
      $('body').attr('data-example', 'heard');
    }
  }
};

Drupal.Nodejs.callbacks.another = {
  callback: function (message) {
    window.heard = window.heard || [];
    window.heard.push({ callback: 'another', channel: message.channel, data: message.data });
  }
};

})(jQuery);
