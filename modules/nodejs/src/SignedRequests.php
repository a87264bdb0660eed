<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\KeyValueStore\KeyValueExpirableFactoryInterface;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Core\Signature;
use Symfony\Component\DependencyInjection\Attribute\Autowire;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Answers requests that the push server has signed, and no others.
 */
final class SignedRequests {

  public function __construct(
    private readonly Settings $settings,
    private readonly TimeInterface $time,
    #[Autowire(service: 'keyvalue.expirable')]
    private readonly KeyValueExpirableFactoryInterface $keyValue,
  ) {}

  /**
   * Answers a request.
   *
   * @param \Symfony\Component\HttpFoundation\Request $request
   *   The request.
   * @param \Closure(): (array<string, mixed>|\Symfony\Component\HttpFoundation\JsonResponse) $work
   *   Gives the answer or its members; called if the signature is good.
   */
  public function answer(Request $request, \Closure $work): JsonResponse {
    if (!$this->isFromServer($request)) {
      return $this->refuse(403, 103, 'permission denied');
    }
    $answer = $work();
    return $answer instanceof JsonResponse ? $answer : $this->json($answer);
  }

  /**
   * Answers a request that changes something: the first time that it comes.
   *
   * @param \Symfony\Component\HttpFoundation\Request $request
   *   The request; no other has this body, as it holds something random.
   * @param \Closure(): (array<string, mixed>|\Symfony\Component\HttpFoundation\JsonResponse) $work
   *   Gives the answer or its members.
   */
  public function answerOnce(Request $request, \Closure $work): JsonResponse {
    return $this->answer($request, function () use ($request, $work): array|JsonResponse {
      // As long as its signature may hold here, whichever clock is ahead.
      $isNew = $this->keyValue->get('nodejs_signed')->setWithExpireIfNotExists(hash('sha256', $request->getContent()), 1, 2 * Signature::TOLERANCE + 1);
      return $isNew ? $work() : $this->refuse(403, 103, 'permission denied');
    });
  }

  /**
   * An error as the push server's own API gives it.
   */
  public function refuse(int $status, int $code, string $message): JsonResponse {
    return $this->json(['error' => ['code' => $code, 'message' => $message]], $status);
  }

  /**
   * Tells whether the signature belongs to this very request, and is fresh.
   */
  private function isFromServer(Request $request): bool {
    try {
      $key = $this->settings->backendKey();
    }
    catch (InvalidSettings) {
      // Without a key nobody can prove to be the server.
      return FALSE;
    }
    return Signature::verify(
      (string) $request->headers->get(Signature::HEADER, ''),
      $key,
      $this->time->getCurrentTime(),
      $request->getMethod(),
      $request->getRequestUri(),
      $request->getContent(),
    );
  }

  /**
   * JSON for the server alone.
   *
   * @param array<string, mixed> $body
   *   What to encode.
   * @param int $status
   *   The HTTP status.
   */
  private function json(array $body, int $status = 200): JsonResponse {
    return new JsonResponse($body, $status, ['Cache-Control' => 'no-store, private']);
  }

}
