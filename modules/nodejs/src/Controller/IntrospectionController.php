<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\BearerTokens;
use Drupal\nodejs\Introspection;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Tells Node whose sessions are, and what their users may.
 */
final class IntrospectionController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Sessions and tokens in one request at most, each.
   */
  private const LIMIT = 512;

  private const SESSION = '/^[\w,-]{22,256}$/D';

  private const TOKEN = '/^[\w.~+\/-]{1,8192}=*$/D';

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly Introspection $introspection,
    private readonly BearerTokens $tokens,
  ) {}

  /**
   * Answers POST /nodejs/introspect.
   */
  public function introspect(Request $request): JsonResponse {
    return $this->requests->answer($request, function () use ($request): array|JsonResponse {
      $asked = json_decode($request->getContent(), TRUE, 4);
      $sessions = $this->listOf($asked['sessions'] ?? NULL, self::SESSION);
      $tokens = $this->listOf($asked['tokens'] ?? [], self::TOKEN);
      if ($sessions === NULL || $tokens === NULL) {
        return $this->requests->refuse(400, 107, 'expected {sessions: [at most ' . self::LIMIT . ' values of session cookies], tokens: [as many bearer tokens]}');
      }
      $answer = $this->introspection->of($sessions) + ['tokens' => $this->tokens->of($tokens)];
      // Objects, also where they are empty.
      return array_map(static fn (array $map): object => (object) $map, $answer);
    });
  }

  /**
   * Reads a list of texts of a form; NULL for anything else.
   *
   * @return list<string>|null
   *   The texts.
   */
  private function listOf(mixed $given, string $form): ?array {
    if (!is_array($given) || !array_is_list($given) || count($given) > self::LIMIT) {
      return NULL;
    }
    $texts = array_values(array_filter($given, static fn (mixed $text): bool => is_string($text) && preg_match($form, $text) === 1));
    return $texts === $given ? $texts : NULL;
  }

}
