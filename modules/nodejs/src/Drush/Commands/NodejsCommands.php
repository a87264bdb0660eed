<?php

declare(strict_types=1);

namespace Drupal\nodejs\Drush\Commands;

use Consolidation\AnnotatedCommand\CommandResult;
use Consolidation\OutputFormatters\StructuredData\RowsOfFields;
use Drupal\nodejs\Console;
use Drush\Attributes as CLI;
use Drush\Commands\AutowireTrait;
use Drush\Commands\DrushCommands;

/**
 * The commands of Drush 12.5 and 13; core's are in src/Command.
 */
final class NodejsCommands extends DrushCommands {

  use AutowireTrait;

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * Says whether site and push server reach each other.
   *
   * @return \Consolidation\OutputFormatters\StructuredData\RowsOfFields
   *   The ways; as a result that fails when one of them does.
   */
  #[CLI\Command(name: 'nodejs:status')]
  #[CLI\FieldLabels(labels: ['way' => 'Way', 'works' => 'Works', 'result' => 'Result', 'remedy' => 'What to do'])]
  #[CLI\Usage(name: 'drush nodejs:status --format=json', description: 'For monitors: fails when a way does.')]
  public function status(array $options = ['format' => 'table']): CommandResult {
    $status = $this->console->status();
    $isHealthy = $this->console->isHealthy($status);
    if (!$isHealthy) {
      $this->logger()?->error('Not every way works.');
    }
    return CommandResult::dataWithExitCode(new RowsOfFields($status), $isHealthy ? self::EXIT_SUCCESS : self::EXIT_FAILURE);
  }

  /**
   * Publishes data to a channel, now.
   */
  #[CLI\Command(name: 'nodejs:publish')]
  #[CLI\Argument(name: 'channel', description: 'The channel, such as user:7.')]
  #[CLI\Argument(name: 'json', description: 'The data as JSON.')]
  public function publish(string $channel, string $json): string {
    return $this->console->publish($channel, $json);
  }

  /**
   * Sends a notice.
   */
  #[CLI\Command(name: 'nodejs:notify')]
  #[CLI\Argument(name: 'audience', description: 'all, user:7, role:editor, or a channel.')]
  #[CLI\Argument(name: 'subject', description: 'The heading.')]
  #[CLI\Argument(name: 'body', description: 'The text.')]
  public function notify(string $audience, string $subject, string $body = ''): int {
    return $this->console->notify($audience, $subject, $body) ? self::EXIT_SUCCESS : self::EXIT_FAILURE;
  }

  /**
   * Closes all connections of a user.
   */
  #[CLI\Command(name: 'nodejs:kick', aliases: ['kick-user'])]
  #[CLI\Argument(name: 'uid', description: 'The user.')]
  public function kick(string $uid): int {
    return $this->console->kick($uid) ? self::EXIT_SUCCESS : self::EXIT_FAILURE;
  }

  /**
   * Lists the channels that have listeners.
   */
  #[CLI\Command(name: 'nodejs:channels')]
  #[CLI\Argument(name: 'prefix', description: 'What their names begin with.')]
  #[CLI\FieldLabels(labels: ['channel' => 'Channel', 'listeners' => 'Listeners'])]
  public function channels(string $prefix = '', array $options = ['format' => 'table']): RowsOfFields {
    return new RowsOfFields($this->console->channels($prefix));
  }

  /**
   * Sends what waits for the push server.
   */
  #[CLI\Command(name: 'nodejs:flush')]
  #[CLI\FieldLabels(labels: ['sent' => 'Sent', 'left' => 'Left', 'expired' => 'Expired'])]
  public function flush(array $options = ['format' => 'table']): RowsOfFields {
    return new RowsOfFields([$this->console->flush()]);
  }

  /**
   * Makes new secrets for site and server; keeps them nowhere.
   */
  #[CLI\Command(name: 'nodejs:pair')]
  #[CLI\Argument(name: 'url', description: 'The address of this site, such as https://example.com.')]
  public function pair(string $url): string {
    ['line' => $line, 'server' => $server] = $this->console->pair($url);
    return "For settings.php:\n\$settings['nodejs']['pairing'] = '$line';\n\nFor the server's drupal-nodejs.json:\n$server";
  }

}
