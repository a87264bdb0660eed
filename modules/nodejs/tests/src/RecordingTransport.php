<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\Core\ServerUnreachable;

/**
 * Writes down each request and gives the answers it was told to give.
 */
final class RecordingTransport implements HttpTransport {

  /**
   * What was sent.
   *
   * @var list<array{url: string, headers: array<string, string>, body: array<string, mixed>}>
   */
  public array $requests = [];

  /**
   * Channels that have listeners, and how many; others have none.
   *
   * @var array<string, int>
   */
  public array $listeners = [];

  /**
   * Answers in order; the last one stays. NULL: no answer.
   *
   * @var list<\Drupal\nodejs\Core\HttpResponse|null>
   */
  private array $answers;

  public function __construct(?HttpResponse ...$answers) {
    $this->answer(...$answers);
  }

  /**
   * Gives these answers from now on; none: it takes whatever comes.
   */
  public function answer(?HttpResponse ...$answers): void {
    $this->answers = array_values($answers);
  }

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    $this->requests[] = ['url' => $url, 'headers' => $headers, 'body' => json_decode($body, TRUE, 64, JSON_THROW_ON_ERROR)];
    if ($this->answers === [] && in_array(basename($url), ['occupancy', 'channels'], TRUE)) {
      $channels = array_map(static fn (int $count): array => ['num_clients' => $count], $this->listeners);
      return new HttpResponse(200, (string) json_encode(['result' => ['channels' => basename($url) === 'occupancy' ? array_keys($channels) : (object) $channels]]));
    }
    if ($this->answers === []) {
      return self::taken(end($this->requests)['body']);
    }
    $answer = count($this->answers) > 1 ? array_shift($this->answers) : $this->answers[0];
    return $answer ?? throw new ServerUnreachable('No answer.');
  }

  /**
   * What a server answers that takes whatever comes.
   *
   * @param array<string, mixed> $body
   *   The request's members.
   */
  public static function taken(array $body): HttpResponse {
    $result = ['offset' => 1, 'epoch' => 'e'];
    $replies = array_map(static fn (array $command): array => [key($command) => $result], $body['commands'] ?? []);
    return new HttpResponse(200, (string) json_encode(isset($body['commands']) ? ['replies' => $replies] : ['result' => $result]));
  }

  /**
   * Every call, those within a batch as if they were alone.
   *
   * @return list<array{string, array<string, mixed>}>
   *   Method and parameters, in order.
   */
  public function calls(): array {
    $calls = [];
    foreach ($this->requests as ['url' => $url, 'body' => $body]) {
      foreach (basename($url) === 'batch' ? $body['commands'] : [[basename($url) => $body]] as $command) {
        $calls[] = [(string) key($command), current($command)];
      }
    }
    return $calls;
  }

  /**
   * The last request's method, i.e. its path after /api/.
   */
  public function method(): string {
    return basename(end($this->requests)['url']);
  }

  /**
   * The last request's members.
   *
   * @return array<string, mixed>
   *   Decoded.
   */
  public function params(): array {
    return end($this->requests)['body'];
  }

}
