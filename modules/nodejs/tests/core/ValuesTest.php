<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\Caller;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Json;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Core\Moment;
use Drupal\nodejs\Core\Pairing;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Core\Ticket;
use Drupal\nodejs\Core\TokenIssuer;
use PHPUnit\Framework\TestCase;

/**
 * Settings, times, revocations and the token route's answer.
 */
final class ValuesTest extends TestCase {

  public function testATokenIsNeverYoungerAndARevocationNeverOlderThanItWas(): void {
    $this->assertSame(1763700000.123, Moment::notAfter(1763700000.123));
    $this->assertSame(1763700000.123, Moment::notBefore(1763700000.123));
    $this->assertSame(1763700000.123, Moment::notAfter(1763700000.1239));
    $this->assertSame(1763700000.124, Moment::notBefore(1763700000.1231));
    $this->assertSame(1763700000, Moment::notAfter(1763700000.0));
    $this->assertSame(1763700001, Moment::notBefore(1763700000.9999));
    $this->assertSame('{"at":1763700000.124}', Json::encode(['at' => Moment::notBefore(1763700000.1235)]));
  }

  public function testARevocationCarriesOnlyWhatItNarrows(): void {
    $this->assertSame(['user' => '7', 'sid' => 'S', 'mode' => 'end', 'at' => 5], Revocation::end('7', 'S')->toParams(5.0));
    $this->assertSame(['user' => '7', 'mode' => 'end', 'at' => 5], Revocation::end('7')->toParams(5.0));
    $this->assertSame(['user' => '7', 'channel' => 'role:editor', 'mode' => 'refresh', 'at' => 5], Revocation::refresh('7', 'role:editor')->toParams(5.0));
  }

  public function testTheTokenRouteAnswersWithATokenForEachChannel(): void {
    $settings = new Settings(['token_key' => ['id' => 'k1', 'secret' => str_repeat('s', 32)]]);
    $key = $settings->tokenKey();
    $issuer = new TokenIssuer($settings, 300);

    $answer = $issuer->issue(new Identity('7', ['user:7', 'news'], 'S', ['name' => 'Alice']), 1763700000.25);
    $this->assertSame(['7', 1763700300], [$answer['user'], $answer['expires']]);
    $this->assertEquals(
      ['sub' => '7', 'iat' => 1763700000.25, 'exp' => 1763700300, 'sid' => 'S', 'info' => ['name' => 'Alice']],
      Jwt::verify($answer['token'], $key, 1763700001),
    );
    $this->assertEquals(
      ['sub' => '7', 'channel' => 'news', 'iat' => 1763700000.25, 'exp' => 1763700300],
      Jwt::verify($answer['subscriptions']->news, $key, 1763700001),
    );

    $visitor = $issuer->issue(new Identity('0', ['news']), 1763700000.25);
    $this->assertSame(['', 1763786400], [$visitor['user'], $visitor['expires']], 'A visitor asks once a day.');
    $this->assertEquals(
      ['sub' => '', 'channel' => 'news', 'iat' => 1763700000.25, 'exp' => 1763786400],
      Jwt::verify($visitor['subscriptions']->news, $key, 1763700001),
    );
    $this->assertSame('{}', json_encode($issuer->issue(new Identity('0', []), 1.0)['subscriptions']), 'A map stays a map when it is empty.');
  }

  public function testSettingsNameWhatIsMissingOrWeak(): void {
    $settings = new Settings(['api_url' => 'push:8081', 'api_key' => 'short', 'token_key' => ['id' => 'k1', 'secret' => 'short']]);
    $this->assertSame([
      'api_url is "push:8081", expected an http or https address.',
      'public_url is missing.',
      'api_key has 5 bytes, expected at least 32.',
      'The secret of key "k1" has 5 bytes, expected at least 32.',
    ], $settings->problems());
    $this->assertSame('default', $settings->site());
    $this->expectException(InvalidSettings::class);
    $settings->backendKey();
  }

  public function testASecretStaysOutOfDumpsOfItsKey(): void {
    $key = new Key('k1', str_repeat('s', 32));
    $this->assertStringNotContainsString('sss', (string) json_encode($key));
  }

  public function testAPairingLineGivesBothSidesTheSameSecrets(): void {
    $pairing = Pairing::generate('http://push:8081', 'wss://push.example.com/rt', 'example');
    $settings = new Settings(Pairing::read(' ' . $pairing->line() . "\n"));
    $this->assertSame([], $settings->problems());
    $this->assertNotSame($pairing->line(), Pairing::generate('http://push:8081', '/rt/')->line());
    $server = json_decode($pairing->serverConfig('https://example.com', 'https://example.com'), TRUE);
    $this->assertSame(['/rt/', ['https://example.com'], 'push:8081'], [$server['publicPath'], $server['origins'], $server['api']['listen']]);
    $this->assertSame($settings->apiKey(), $server['api']['keys'][0]['secret']);
    $token = Jwt::sign(['sub' => '7'], new Key($server['auth']['token']['keys'][0]['id'], $server['auth']['token']['keys'][0]['secret']));
    $this->assertIsArray(Jwt::verify($token, $settings->tokenKey(), 1.0));
    foreach (['', 'nodejs1.', 'nodejs1.!', substr($pairing->line(), 0, -5), 'nodejs2.' . substr($pairing->line(), 8)] as $wrong) {
      try {
        Pairing::read($wrong);
        $this->fail($wrong);
      }
      catch (InvalidSettings $problem) {
        $this->assertStringNotContainsString(substr($pairing->line(), 20, 20), $problem->getMessage());
      }
    }
  }

  public function testAQuestionNamesItsCallerAndARefusalItsCode(): void {
    $caller = Caller::of(['client' => 'C', 'user' => '7', 'sid' => 'S']);
    $this->assertSame(['C', '7', 'S'], [$caller?->client, $caller?->user, $caller?->sid]);
    foreach ([[], ['client' => 'C'], ['client' => 1, 'user' => '7'], ['client' => 'C', 'user' => 7], ['client' => 'C', 'user' => '7', 'sid' => 1]] as $wrong) {
      $this->assertNull(Caller::of($wrong));
    }
    $this->assertSame(410, (new Refusal(410, 'gone'))->getCode());
    $this->expectException(\InvalidArgumentException::class);
    new Refusal(103, 'not its own');
  }

  public function testPublicTokensAreTheSameForGoodAndTicketsOpenOnlyWhatTheyName(): void {
    $settings = new Settings(['token_key' => ['id' => 'k1', 'secret' => str_repeat('s', 32)]]);
    $issuer = new TokenIssuer($settings);
    $this->assertSame($issuer->publicToken('news'), $issuer->publicToken('news'));
    $answer = $issuer->issue((new Identity('7', ['news'], NULL, NULL, ['news']))->withChannels(['entity:1', 'news']), 1.0);
    $this->assertSame($issuer->publicToken('news'), $answer['subscriptions']->news);
    $this->assertSame(['news', 'entity:1'], array_keys((array) $answer['subscriptions']));
    $opens = static fn (string $channel, string $ticket): bool => $ticket === 'for ' . $channel;
    $this->assertSame(['1', 'b'], Ticket::redeem('{"tickets":{"1":"for 1","a":"for b","b":"for b"}}', $opens));
    $many = json_encode(['tickets' => array_fill_keys(range(1, Ticket::LIMIT + 1), 't')]);
    $this->assertNull(Ticket::redeem((string) $many, $opens));
  }

}
