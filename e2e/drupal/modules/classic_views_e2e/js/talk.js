(function ($, Drupal) {
  Drupal.behaviors.classicViewsE2e = {
    attach: function (context, settings) {
      var wanted = settings.classic_views_e2e.views;
      var selectors = [];
      for (var id in settings.views.ajaxViews) {
        var view = settings.views.ajaxViews[id];
        if (wanted[view.view_name + '.' + view.view_display_id]) {
          selectors.push('.js-view-dom-id-' + view.view_dom_id);
        }
      }
      Drupal.Nodejs.callbacks.classicView = {
        callback: function (message) {
          if (message.callback == 'classicView' && wanted[message.data.display]) {
            for (var index in selectors) {
              $(selectors[index]).once().triggerHandler('RefreshView');
            }
          }
        }
      };
    }
  };
})(jQuery, Drupal);
