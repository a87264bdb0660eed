<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\DoctorFindings;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Does for "drupal-nodejs doctor" what only Drupal can, and hears what it found.
 */
final class DoctorController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Nobody else's: whoever has the key may not publish anything by this.
   */
  private const CHANNEL = '/^drupal-nodejs-doctor-[0-9a-f-]{36}$/D';

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly ServerApi $api,
    private readonly Settings $settings,
    private readonly DoctorFindings $findings,
  ) {}

  /**
   * Answers POST /nodejs/doctor.
   */
  public function doctor(Request $request): JsonResponse {
    return $this->requests->answer($request, function () use ($request): array|JsonResponse {
      $asked = json_decode($request->getContent(), TRUE, 5);
      $channel = $asked['channel'] ?? NULL;
      if (is_string($channel) && preg_match(self::CHANNEL, $channel) === 1) {
        return $this->publish($channel) + ['public_url' => $this->settings->publicUrl()];
      }
      return $this->findings->keep($asked['legs'] ?? NULL)
        ? ['kept' => TRUE]
        : $this->requests->refuse(400, 107, 'expected {channel: the doctor’s own} or {legs: [{name, state, found, …}]}');
    });
  }

  /**
   * Publishes what the doctor listens for.
   *
   * @return array<string, mixed>
   *   What came of it.
   */
  private function publish(string $channel): array {
    try {
      $this->api->call('publish', ['channel' => $channel, 'data' => 'drupal-nodejs doctor', 'skip_history' => TRUE]);
      return ['published' => TRUE];
    }
    catch (Failure $failure) {
      return [
        'published' => FALSE,
        'status' => $failure instanceof ServerRefused ? $failure->status : 0,
        'reason' => $failure->getMessage(),
      ];
    }
  }

}
