(function ($) {

Drupal.Nodejs.callbacks.example = {
  callback: function (message) {
    if (message.channel = 'example') {
      $('body').attr('data-example', message.data.body || 'heard');
    }
  }
};

Drupal.Nodejs.callbacks.another = {
  callback: function (message) {
    $('body').attr('data-another', message.channel);
  }
};

})(jQuery);
