<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\Core\Caller;
use Drupal\nodejs\Core\Json;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\Questions;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Answers what the push server asks while a browser waits.
 */
final class QuestionsController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly Questions $questions,
  ) {}

  /**
   * Answers POST /nodejs/rpc.
   */
  public function rpc(Request $request): JsonResponse {
    return $this->answer($request, 'method', fn (string $method, Caller $caller, array $question): array => $this->questions->rpc($method, $question['data'] ?? NULL, $caller));
  }

  /**
   * Answers POST /nodejs/subscribe.
   */
  public function subscribe(Request $request): JsonResponse {
    return $this->answer($request, 'channel', fn (string $channel, Caller $caller): array => $this->questions->subscribe($channel, $caller));
  }

  /**
   * Answers POST /nodejs/publish.
   */
  public function publish(Request $request): JsonResponse {
    return $this->answer($request, 'channel', fn (string $channel, Caller $caller, array $question): array => $this->questions->publish($channel, $question['data'] ?? NULL, $caller));
  }

  /**
   * Reads the question and wraps the answer.
   *
   * @param \Symfony\Component\HttpFoundation\Request $request
   *   The request.
   * @param string $name
   *   The member that the question is about.
   * @param \Closure(string, \Drupal\nodejs\Core\Caller, array<string, mixed>): array<string, mixed> $work
   *   Gives the result.
   */
  private function answer(Request $request, string $name, \Closure $work): JsonResponse {
    return $this->requests->answer($request, function () use ($request, $name, $work): array|JsonResponse {
      $question = Json::decodeObject($request->getContent()) ?? [];
      $subject = $question[$name] ?? NULL;
      $caller = Caller::of($question);
      if (!is_string($subject) || $subject === '' || $caller === NULL) {
        return $this->requests->refuse(400, 107, sprintf('expected {%s, client, user}', $name));
      }
      try {
        return ['result' => (object) $work($subject, $caller, $question)];
      }
      catch (Refusal $refusal) {
        // A refusal is an answer: 200, so that the server takes it for one.
        return ['error' => ['code' => $refusal->getCode(), 'message' => $refusal->getMessage()]];
      }
    });
  }

}
