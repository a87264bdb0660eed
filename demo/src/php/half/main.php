<?php

/**
 * @file
 * Drupal's half of the demo: one request of Node, answered by the module's PHP.
 *
 * Reads one JSON object from its input, writes what code prints to its output,
 * and one JSON object with the result to Node's own channel: file descriptor 3
 * of a process, a message in WebAssembly.
 */

declare(strict_types=1);

use Demo\Console;
use Demo\DemoHost;
use Demo\MessageTransport;
use Demo\RecordingTransport;
use Drupal\nodejs\Core\CallbackResponder;
use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\Publisher;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Core\StreamTransport;
use Drupal\nodejs\Core\TokenIssuer;

$in_wasm = function_exists('post_message_to_js');
$request = json_decode((string) file_get_contents($in_wasm ? 'php://input' : 'php://stdin'), FALSE, 64, JSON_THROW_ON_ERROR);

require $request->module . '/src/Core/autoload.php';
require $request->module . '/nodejs.legacy.inc';
require __DIR__ . '/Console.php';
require __DIR__ . '/DemoHost.php';
require __DIR__ . '/MessageTransport.php';
require __DIR__ . '/RecordingTransport.php';
require __DIR__ . '/demo.module.php';

// Everything below is in a function: a snippet of the console sees no variable
// of ours, and can't change what is reported of it by accident.
(static function (\stdClass $request, bool $in_wasm): void {
  $settings = new Settings(json_decode((string) json_encode($request->settings), TRUE));
  $transport = new RecordingTransport($in_wasm ? new MessageTransport() : new StreamTransport(0.5, 3.0));
  $api = new ServerApi($transport, $settings);
  $publisher = new Publisher($api);
  $host = new DemoHost($request->account, (array) $request->roles);
  $deferred = new DeferredPublisher($publisher, $host->report(...));
  $legacy = new Legacy($settings, $api, $publisher, $deferred, $host);
  Legacy::hostedBy(static fn (): Legacy => $legacy);

  $answer = ['result' => NULL, 'error' => NULL];
  // At shutdown, so that exit() and a fatal error in a snippet are told as well.
  register_shutdown_function(static function () use (&$answer, $deferred, $transport, $host, $in_wasm): void {
    $deferred->end();
    $fatal = error_get_last();
    if ($answer['error'] === NULL && $fatal !== NULL && ($fatal['type'] & (E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_PARSE)) !== 0) {
      $answer['error'] = ['message' => strtok($fatal['message'], "\n"), 'line' => $fatal['line']];
    }
    $text = json_encode($answer + ['sent' => $transport->sent, 'reported' => $host->reported], JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    $in_wasm ? post_message_to_js('{"type":"answer","answer":' . $text . '}') : file_put_contents('php://fd/3', $text);
  });

  $input = $request->input;
  $work = match ($request->type) {
    // What a page of a logged-in person carries: the classic callback token,
    // and the tokens of its content channels.
    'page' => static function () use ($input, $request, $settings, $host): array {
      foreach ($input->contentChannels as $channel) {
        nodejs_send_content_channel_token($channel);
      }
      $token = $request->account === NULL || !$input->withToken ? NULL : $host->callbackToken($request->account, $input->expires);
      return ['token' => $token?->sign($settings->callbackKey()), 'contentTokens' => (object) $host->contentTokens];
    },
    'tokens' => static fn (): array => (new TokenIssuer($settings))->issue($host->identity(), $input->now),
    'callback' => static function () use ($input, $request, $settings, $host): array {
      $identify = static fn (CallbackToken $token): ?Identity =>
        $request->account !== NULL && $token->uid === $request->account->uid && $token->sid === $request->account->sid ? $host->identity() : NULL;
      $response = (new CallbackResponder($settings, $identify))->respond((array) $input->form, microtime(TRUE));
      return ['status' => $response->status, 'body' => $response->body];
    },
    'log' => static function () use ($input): array {
      foreach ($input->rows as $row) {
        nodejs_send_content_channel_message((object) ['channel' => 'watchdog_dblog', 'callback' => 'nodejsWatchdog', 'data' => $row]);
      }
      return [];
    },
    'notice' => static fn (): array => ['taken' => nodejs_broadcast_message($input->subject, $input->body)],
    'publish' => static fn (): array => (array) $publisher->publish(new Publication($input->channel, $input->data)),
    'logout' => static fn (): array => $api->call('revoke', Revocation::end($input->uid, $input->sid)->toParams(microtime(TRUE))),
    'rights-changed' => static fn (): array => $api->call('revoke', Revocation::refresh($input->uid)->toParams(microtime(TRUE))),
    'console' => static function () use ($input): array {
      (new Console($input->outputLimit))->run($input->code);
      return [];
    },
  };
  try {
    $answer['result'] = $work();
  }
  catch (\Throwable $failure) {
    $answer['error'] = ['message' => get_class($failure) . ': ' . $failure->getMessage(), 'line' => $failure->getLine()];
  }
})($request, $in_wasm);
