<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\nodejs\Core\Base64Url;
use Drupal\nodejs_notify\Push\Encryption;
use Drupal\nodejs_notify\Push\P256;
use Drupal\nodejs_notify\Push\PushFailure;
use Drupal\nodejs_notify\Push\VapidKeys;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use PHPUnit\Framework\TestCase;

/**
 * What is sent to a device is what the RFCs say.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class EncryptionTest extends TestCase {

  /**
   * RFC 8291, section 5 and appendix A.
   */
  private const EXAMPLE = [
    'text' => 'When I grow up, I want to be a watermelon',
    'device' => 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    'auth' => 'BTBZMqHH6r4Tts7J_aSIgg',
    'public' => 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
    'private' => 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
    'salt' => 'DGv6ra1nlYgDCS1FRnbzlw',
    'body' => 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  ];

  /**
   * A value of the example, decoded.
   */
  private static function example(string $name): string {
    return Base64Url::decode(self::EXAMPLE[$name]) ?? '';
  }

  public function testTheExampleOfTheRfc(): void {
    $pair = [self::example('public'), self::example('private')];
    $body = Encryption::encryptWith(self::EXAMPLE['text'], self::example('device'), self::example('auth'), $pair, self::example('salt'));
    $this->assertSame(self::EXAMPLE['body'], Base64Url::encode($body));
  }

  public function testNoTwoBodiesAreAlikeAndNoneIsTooLong(): void {
    $encrypt = static fn (string $text): string => Encryption::encrypt($text, self::example('device'), self::example('auth'));
    $this->assertNotSame($encrypt('Hello'), $encrypt('Hello'));
    $this->assertSame(4096, strlen($encrypt(str_repeat('x', Encryption::LIMIT))));
    $this->expectException(PushFailure::class);
    $encrypt(str_repeat('x', Encryption::LIMIT + 1));
  }

  public function testKeysThatAreNoneAreRefused(): void {
    $point = self::example('device');
    foreach (['', 'x', substr($point, 1), "\x02" . substr($point, 1), "\x04" . str_repeat("\0", 64), "\x04" . str_repeat("\xff", 64), substr($point, 0, -1) . chr(ord($point[64]) ^ 1)] as $wrong) {
      try {
        Encryption::encrypt('Hello', $wrong, self::example('auth'));
        $this->fail('A key was taken: ' . bin2hex($wrong));
      }
      catch (PushFailure $failure) {
        $this->assertStringContainsString('no public key', $failure->getMessage());
      }
    }
    $this->expectException(PushFailure::class);
    Encryption::encrypt('Hello', $point, 'too short');
  }

  public function testThePushServiceKnowsTheSiteByItsSignature(): void {
    for ($n = 0; $n < 50; $n++) {
      [$public, $private] = P256::generate();
      $keys = new VapidKeys($public, $private);
      $header = $keys->authorization('https://push.example.com', 'mailto:owner@example.com', 1_000_000);
      $this->assertSame(1, preg_match('/^vapid t=([\w-]+)\.([\w-]+)\.([\w-]{86}), k=([\w-]{87})$/D', $header, $found));
      $this->assertSame(['typ' => 'JWT', 'alg' => 'ES256'], json_decode((string) Base64Url::decode($found[1]), TRUE));
      $this->assertSame(['aud' => 'https://push.example.com', 'exp' => 1_043_200, 'sub' => 'mailto:owner@example.com'], json_decode((string) Base64Url::decode($found[2]), TRUE));
      $this->assertSame($public, Base64Url::decode($found[4]));
    }
  }

  public function testKeysThatAreNoPairAreRefused(): void {
    [$public] = P256::generate();
    [, $private] = P256::generate();
    foreach ([['', ''], ['!', '!'], [Base64Url::encode($public), Base64Url::encode($private)], [Base64Url::encode($public), '']] as $wrong) {
      try {
        VapidKeys::fromText(...$wrong);
        $this->fail('A pair was taken that is none.');
      }
      catch (PushFailure $failure) {
        $this->assertNotSame('', $failure->getMessage());
      }
    }
  }

}
