<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Http\ClientFactory;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Http\Psr18Transport;
use GuzzleHttp\Psr7\HttpFactory;

/**
 * Calls what the push server's plugins offer to PHP.
 */
final class Server {

  public function __construct(
    private readonly ClientFactory $clients,
    private readonly HttpFactory $messages,
    private readonly Settings $settings,
  ) {}

  /**
   * Calls a plugin and waits for its answer.
   *
   * The page waits too: give it no more time than it can spare. What can wait
   * belongs into a queue.
   *
   * @param string $call
   *   The plugin and the call, for example "vote.reset".
   * @param mixed $data
   *   What the plugin gets; anything that is JSON. NULL is sent as {}.
   * @param float $timeout
   *   Seconds to wait.
   *
   * @return mixed
   *   What the plugin returned; maps are arrays.
   *
   * @throws \Drupal\nodejs\Core\ServerRefused
   *   When no plugin has the call (104), or the plugin says no (400 to 1999).
   * @throws \Drupal\nodejs\Core\ServerUnreachable
   *   When there is no answer in time.
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When the site isn't set up.
   */
  public function call(string $call, mixed $data = NULL, float $timeout = 2.0): mixed {
    $client = $this->clients->fromOptions(['connect_timeout' => min(0.1, $timeout), 'timeout' => $timeout]);
    $api = new ServerApi(new Psr18Transport($client, $this->messages, $this->messages), $this->settings);
    return $api->ask($call, $data);
  }

}
