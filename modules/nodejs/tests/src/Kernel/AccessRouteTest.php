<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\user\Entity\User;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Visitors hear what they may do with content.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class AccessRouteTest extends NodejsKernelTestBase {

  /**
   * Asks about an entity.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function ask(string $type, ?string $id, string $operation): array {
    return $this->answerTo(Request::create('/nodejs/access', 'GET', ['type' => $type, 'id' => $id, 'operation' => $operation]));
  }

  public function testItSaysWhatDrupalSays(): void {
    $alice = $this->alice();
    $bob = User::create(['name' => 'bob', 'status' => 1]);
    $bob->save();
    $this->container->get('current_user')->setAccount($alice);
    $this->assertSame([200, ['access' => TRUE]], $this->ask('user', $alice->uuid(), 'update'));
    $this->assertSame([200, ['access' => FALSE]], $this->ask('user', $bob->uuid(), 'update'));
    $this->assertSame([200, ['access' => FALSE]], $this->ask('user', $alice->uuid(), 'fly'));
  }

  public function testWhatIsNotThereIsNoDifferentFromWhatOneMayNot(): void {
    $unknown = '11111111-2222-4333-8444-555555555555';
    foreach (['user', 'nothing', 'user_role', ''] as $type) {
      $this->assertSame([200, ['access' => FALSE]], $this->ask($type, $unknown, 'view'));
    }
  }

  public function testWrongQuestionsAreRefused(): void {
    $id = $this->alice()->uuid();
    foreach ([['user', '1', 'view'], ['user', $id, ''], ['user', $id, 'view;'], ['user', NULL, 'view']] as [$type, $uuid, $operation]) {
      $this->assertSame(400, $this->ask($type, $uuid, $operation)[0]);
    }
    $this->assertSame(400, $this->answerTo(Request::create("/nodejs/access?type[]=user&id=$id&operation=view"))[0]);
  }

}
