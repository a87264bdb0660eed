<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Lines;
use Drupal\chatroom\Room;
use Drupal\chatroom\Uploads;
use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\StreamWrapper\PrivateStream;
use Drupal\nodejs\Core\Refusal;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Files that people bring.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class UploadsTest extends ChatroomTestBase {

  private const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  private Room $lobby;

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    $container->register('stream_wrapper.private', PrivateStream::class)->addTag('stream_wrapper', ['scheme' => 'private']);
  }

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->setSetting('file_private_path', $this->siteDirectory . '/private');
    mkdir($this->siteDirectory . '/private', 0775, TRUE);
    $this->lobby = $this->rooms()->create('lobby', 'Lobby');
  }

  public function testAFileIsItsBringersThenTheLinesAndNobodysOnceTheLineIsDeleted(): void {
    $dot = (string) base64_decode(self::DOT, TRUE);
    $fid = $this->bring('dot.png', $dot)['fid'];
    $uploads = $this->container->get(Uploads::class);
    $this->assertNotNull($uploads->find($fid, 7));
    $this->assertNull($uploads->find($fid, 8));
    $this->say($this->lobby, 7, 'look');
    $database = $this->container->get('database');
    $mid = (int) $database->select('chatroom_message', 'message')->fields('message', ['mid'])->execute()->fetchField();
    $database->update('chatroom_file')->fields(['mid' => $mid])->condition('fid', $fid)->execute();
    $this->assertNotNull($uploads->find($fid, 8));
    // As the push server deletes a line.
    $database->update('chatroom_message')->fields(['deleted' => 1, 'files' => 0])->condition('mid', $mid)->execute();
    $this->assertNull($uploads->find($fid, 8), 'Who kept the address gets nothing.');
    $this->assertNull($uploads->find($fid, 7));
    $uploads->clear();
    $this->assertSame(0, (int) $database->select('chatroom_file', 'file')->countQuery()->execute()->fetchField());
  }

  public function testWhatHarmsReadersIsRefused(): void {
    $dot = (string) base64_decode(self::DOT, TRUE);
    // A header of a few bytes that stands for more than any browser can show.
    $huge = substr_replace($dot, pack('NN', 30000, 30000), 16, 8);
    $page = '<html><script>alert(1)</script></html>';
    $refused = [
      ['huge.png', $huge, 'too large'],
      ['page.png', $page, 'isn’t what its name says'],
      ['page.html', $page, 'isn’t taken'],
      ['page.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'isn’t taken'],
      ['run.php', '<?php echo 1;', 'isn’t taken'],
      ['run.php.png', '<?php echo 1;', 'isn’t what its name says'],
      ['.htaccess', 'deny from all', 'isn’t taken'],
      ['nothing.png', '', 'is empty'],
      ["dot.png\0.txt", '', 'is empty'],
    ];
    foreach ($refused as [$name, $content, $why]) {
      try {
        $this->bring($name, $content);
        $this->fail($name);
      }
      catch (Refusal $refusal) {
        $this->assertStringContainsString($why, $refusal->getMessage(), $name);
      }
    }
    $this->assertSame('etc-passwd.png', strtr($this->bring('../../etc-passwd.png', $dot)['name'], '/', '!'));
    $this->assertSame('gnp.exe.png', $this->bring("\u{202E}gnp.exe.png", $dot)['name']);
    $stored = $this->container->get('database')->select('file_managed', 'file')->fields('file', ['uri'])->execute()->fetchCol();
    foreach ($stored as $uri) {
      $this->assertMatchesRegularExpression('~^private://chatroom/\d+/[0-9a-f]{32}\.png$~', $uri);
    }
  }

  public function testFilesThatAModeratorTookAwayHoldNobodyBack(): void {
    $dot = (string) base64_decode(self::DOT, TRUE);
    $database = $this->container->get('database');
    for ($count = 0; $count < 20; $count++) {
      $this->bring('dot.png', $dot);
    }
    try {
      $this->bring('dot.png', $dot);
      $this->fail('One more than may wait.');
    }
    catch (Refusal $refusal) {
      $this->assertSame(429, $refusal->getCode());
    }
    $this->say($this->lobby, 7, 'look');
    $database->update('chatroom_file')->fields(['mid' => 1])->execute();
    $this->container->get(Lines::class)->remove($this->lobby, 1, 8);
    $this->assertSame('dot.png', $this->bring('dot.png', $dot)['name']);
  }

  /**
   * Brings a file as account 7.
   *
   * @return array<string, mixed>
   *   What lines tell of it.
   */
  private function bring(string $name, string $content): array {
    $path = (string) tempnam(sys_get_temp_dir(), 'chatroom');
    file_put_contents($path, $content);
    try {
      return $this->container->get(Uploads::class)->keep($this->lobby, 7, $path, $name);
    }
    finally {
      unlink($path);
    }
  }

}
