<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Http\ClientFactory;
use Drupal\Core\Url;
use Drupal\nodejs\Core\Base64Url;
use GuzzleHttp\RequestOptions;
use Psr\Http\Message\ResponseInterface;

/**
 * Sends a text to a device by its push service (RFC 8030).
 */
final class Sender {

  /**
   * Seconds for which the push service keeps it while the device is off.
   */
  public const TTL = 86_400;

  private const CONNECT = 2.0;
  private const TIMEOUT = 5.0;

  public function __construct(
    private readonly ClientFactory $clients,
    private readonly PushKeys $keys,
    private readonly PushServices $services,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Sends.
   *
   * @param \Drupal\nodejs_notify\Push\Device $device
   *   The device.
   * @param string $text
   *   What its service worker gets.
   * @param string $topic
   *   Of several texts with the same topic a device that was off gets the last.
   * @param bool $isUrgent
   *   Whether it may wake a device that saves its battery.
   *
   * @return \Psr\Http\Message\ResponseInterface
   *   What the push service says.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When the address, or the site's keys, won't do.
   * @throws \Psr\Http\Client\ClientExceptionInterface
   *   When there is no answer.
   */
  public function send(Device $device, string $text, string $topic, bool $isUrgent = FALSE): ResponseInterface {
    $origin = $this->services->originOf($device->endpoint) ?? throw new PushFailure('The device’s address is at no push service that the settings list.');
    // Nobody is led elsewhere by an answer.
    $client = $this->clients->fromOptions([
      RequestOptions::ALLOW_REDIRECTS => FALSE,
      RequestOptions::CONNECT_TIMEOUT => self::CONNECT,
      RequestOptions::TIMEOUT => self::TIMEOUT,
      RequestOptions::HTTP_ERRORS => FALSE,
    ]);
    return $client->request('POST', $device->endpoint, [
      RequestOptions::BODY => Encryption::encrypt($text, $device->p256dh, $device->auth),
      RequestOptions::HEADERS => [
        'Authorization' => $this->keys->pair()->authorization($origin, $this->contact(), $this->time->getCurrentTime()),
        'Content-Encoding' => 'aes128gcm',
        'Content-Type' => 'application/octet-stream',
        'TTL' => (string) self::TTL,
        'Topic' => substr(Base64Url::encode(hash('sha256', $topic, TRUE)), 0, 32),
        'Urgency' => $isUrgent ? 'high' : 'normal',
      ],
    ]);
  }

  /**
   * Where push services reach the owner of this site.
   */
  private function contact(): string {
    $contact = (string) $this->configFactory->get('nodejs_notify.settings')->get('push_contact');
    $mail = (string) $this->configFactory->get('system.site')->get('mail');
    return match (TRUE) {
      $contact !== '' => $contact,
      $mail !== '' => 'mailto:' . $mail,
      default => Url::fromRoute('<front>')->setAbsolute()->toString(TRUE)->getGeneratedUrl(),
    };
  }

}
