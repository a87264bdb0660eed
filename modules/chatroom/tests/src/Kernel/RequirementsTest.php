<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Hook\ChatroomRequirementsHooks;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Severity;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * What the status report says of the chat.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class RequirementsTest extends ChatroomTestBase {

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    require_once $this->root . '/core/includes/install.inc';
  }

  public function testAServerWithoutTheChatIsNamedOneWithItIsGoodAndOneThatIsAwayIsNotOurs(): void {
    $error = static fn (int $status, int $code): HttpResponse => new HttpResponse($status, (string) json_encode(['error' => ['code' => $code, 'message' => 'no']]));
    $this->server->answer($error(404, 104), $error(400, 1400), $error(401, 101), NULL);
    $severities = array_map(fn (): mixed => $this->rows()['chatroom_plugin']['severity'] ?? NULL, [1, 2, 3, 4]);
    $this->assertSame([Severity::of('Error'), Severity::of('OK'), NULL, NULL], $severities);
  }

  public function testWhoeverLooksForFilesIsToldWhatIsMissing(): void {
    $this->assertArrayHasKey('chatroom_files', $this->rows());
    $this->setSetting('file_private_path', $this->siteDirectory . '/private');
    $this->assertArrayNotHasKey('chatroom_files', $this->rows());
  }

  /**
   * The rows.
   *
   * @return array<string, array<string, mixed>>
   *   By name.
   */
  private function rows(): array {
    return $this->container->get(ChatroomRequirementsHooks::class)->runtimeRequirements();
  }

}
