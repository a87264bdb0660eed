<?php

namespace Drupal\classic_views_e2e;

use Drupal\nodejs\Nodejs;

/**
 * Tells pages to load a list again, through the service of 8.x.
 */
class Refresher {

  /**
   * The service.
   *
   * @var \Drupal\nodejs\Nodejs
   */
  protected $nodejs;

  public function __construct(Nodejs $nodejs) {
    $this->nodejs = $nodejs;
  }

  /**
   * Tells.
   */
  public function refresh($display) {
    $message = (object) [
      'data' => (object) ['display' => $display],
      'broadcast' => TRUE,
      'callback' => 'classicView',
    ];
    $this->nodejs->enqueueMessage($message);
  }

}
