<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Webhooks;
use Drupal\chatroom\Writer;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Flood\FloodInterface;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerRefused;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * Takes what other programs say, in the form that Slack gave its incoming webhooks.
 */
final class HookController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Wrong secrets of one address in an hour.
   */
  private const TRIES = 50;

  public function __construct(
    private readonly Webhooks $webhooks,
    private readonly Writer $writer,
    private readonly FloodInterface $flood,
  ) {}

  /**
   * Answers POST /chatroom/-/hook/SECRET with {"text": "…", "username"?: "…"}, as JSON or as the form field `payload`.
   */
  public function post(Request $request, string $secret): Response {
    if (!$this->flood->isAllowed('chatroom.hook', self::TRIES, 3600)) {
      return $this->answer('too_many_requests', 429);
    }
    $hook = $this->webhooks->find($secret);
    if ($hook === NULL) {
      $this->flood->register('chatroom.hook', 3600);
      return $this->answer('no_service', 404);
    }
    $payload = json_decode($request->request->has('payload') ? (string) $request->request->get('payload') : $request->getContent(), TRUE, 16);
    $text = is_array($payload) ? ($payload['text'] ?? NULL) : NULL;
    if (!is_string($text) || trim($text) === '') {
      return $this->answer('no_text', 400);
    }
    $as = is_string($payload['username'] ?? NULL) ? trim((string) preg_replace('/[\p{Cc}\p{Cs}]+/u', ' ', $payload['username'])) : '';
    try {
      $this->writer->program($hook->room, mb_substr($as === '' ? $hook->name : $as, 0, 60), self::markdown($text));
      return $this->answer('ok');
    }
    catch (ServerRefused $refused) {
      return $this->answer($refused->getMessage(), $refused->getCode() >= 1500 ? 503 : 400);
    }
    catch (Failure) {
      return $this->answer('the chat can’t be reached', 503);
    }
  }

  /**
   * Makes Markdown of Slack's own marks for links; there are no accounts behind its others.
   */
  private static function markdown(string $text): string {
    $text = (string) preg_replace('/<(https?:\/\/[^|>\s]+)\|([^>]+)>/', '[$2]($1)', $text);
    $text = (string) preg_replace('/<(https?:\/\/[^>\s]+)>/', '$1', $text);
    return strtr($text, ['&lt;' => '<', '&gt;' => '>', '&amp;' => '&']);
  }

  /**
   * A word for the program.
   */
  private function answer(string $word, int $status = 200): Response {
    return new Response($word, $status, ['Content-Type' => 'text/plain; charset=utf-8', 'Cache-Control' => 'no-store']);
  }

}
