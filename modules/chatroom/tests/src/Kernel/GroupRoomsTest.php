<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Group\GroupSource;
use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\Core\Entity\EntityInterface;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Drupal\node\NodeInterface;
use Drupal\user\UserInterface;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Rooms of groups, whichever module knows groups.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class GroupRoomsTest extends ChatroomTestBase {

  public function testAMembershipThatChangesLoadsNoOther(): void {
    $group = $this->group();
    [$alice, $bob] = [(int) $this->createUser()->id(), (int) $this->createUser()->id()];
    $source = $this->source($group, [$alice => Role::Owner, $bob => Role::Member]);
    $rooms = $this->groupRooms($source);
    $rooms->saved($group);
    $room = $this->rooms()->ofEntity($group);
    $this->assertNotNull($room);
    $members = $this->container->get(Members::class);
    $this->assertSame([$alice => Role::Owner, $bob => Role::Member], $members->all($room));

    $source->loaded = 0;
    $source->roles = [$alice => Role::Owner, $bob => Role::Moderator];
    $rooms->saved($this->container->get('entity_type.manager')->getStorage('user')->load($bob));
    $this->assertSame(Role::Moderator, $members->role($room, $bob));
    unset($source->roles[$bob]);
    $rooms->deleted($this->container->get('entity_type.manager')->getStorage('user')->load($bob));
    $this->assertSame([$alice => Role::Owner], $members->all($room));
    $this->assertSame(0, $source->loaded, 'A group has thousands.');
  }

  public function testWhatIsNoGroupAnyMoreTakesItsRoomAlong(): void {
    $group = $this->group();
    $this->groupRooms($this->source($group, []))->saved($group);
    $this->assertNotNull($this->rooms()->ofEntity($group));
    $group->delete();
    $this->assertNull($this->rooms()->ofEntity($group));
  }

  public function testManyGroupsAreDoneOverSeveralRunsOfCron(): void {
    $groups = [$this->group()];
    $source = $this->source($groups[0], []);
    for ($number = 1; $number <= 2; $number++) {
      $groups[] = $group = Node::create(['type' => 'circle', 'title' => "Circle $number", 'uid' => 0]);
      $group->save();
      $source->more[] = (int) $group->id();
    }
    $rooms = $this->groupRooms($source);
    $reached = [];
    for ($after = 0; count($reached) < 3; $reached[] = $after) {
      $after = $rooms->syncSome($after, 0.0);
      $this->assertSame(count($reached) + 1, $source->loaded);
    }
    $this->assertSame([1, 2, 3], $reached);
    $this->assertSame(0, $rooms->syncSome(3, 0.0));
    $this->assertSame(3, $source->loaded);
    foreach ($groups as $group) {
      $this->assertNotNull($this->rooms()->ofEntity($group));
    }
    $this->assertSame(0, $rooms->syncSome(0, 60.0), 'With time enough it is one run.');
  }

  public function testGroupsWhoseIdsAreTextShareNoRoom(): void {
    $group = $this->group();
    $source = $this->source($group, []);
    $rooms = $this->groupRooms($source);
    $rooms->saved($group);
    // Entities of other types have ids such as this one.
    $other = Node::create(['type' => 'circle', 'title' => 'Spinners', 'nid' => $group->id() . '-spinners']);
    $this->assertNull($this->rooms()->ofEntity($other));
    $this->assertNull($rooms->roomOf($other));
    $rooms->saved($other);
    $rooms->deleted($other);
    $this->assertSame('Weavers', $this->rooms()->ofEntity($group)?->title);
    $this->assertCount(1, $this->rooms()->find(['kind' => 'group']));
  }

  /**
   * A node that is a group.
   */
  private function group(): NodeInterface {
    NodeType::create(['type' => 'circle', 'name' => 'Circle'])->save();
    $group = Node::create(['type' => 'circle', 'title' => 'Weavers', 'uid' => 0]);
    $group->save();
    return $group;
  }

  /**
   * Keeps rooms of the groups of one source.
   */
  private function groupRooms(GroupSource $source): GroupRooms {
    return new GroupRooms([$source], $this->rooms(), $this->container->get(Members::class), $this->container->get('entity_type.manager'), $this->container->get('logger.channel.chatroom'));
  }

  /**
   * Knows one group, and takes accounts for memberships.
   *
   * @param \Drupal\node\NodeInterface $group
   *   The group.
   * @param array<int, \Drupal\chatroom\Role> $roles
   *   Roles by account.
   */
  private function source(NodeInterface $group, array $roles): GroupSource {
    return new class((int) $group->id(), $roles) implements GroupSource {

      /**
       * Further groups.
       *
       * @var list<int>
       */
      public array $more = [];

      /**
       * How often all members were loaded.
       */
      public int $loaded = 0;

      public function __construct(private readonly int $id, public array $roles) {}

      /**
       * {@inheritdoc}
       */
      public function isGroup(EntityInterface $entity): bool {
        return $entity instanceof NodeInterface && in_array((int) $entity->id(), [$this->id, ...$this->more], TRUE);
      }

      /**
       * {@inheritdoc}
       */
      public function groups(): iterable {
        yield 'node' => [$this->id, ...$this->more];
      }

      /**
       * {@inheritdoc}
       */
      public function members(EntityInterface $group): array {
        $this->loaded++;
        return $this->roles;
      }

      /**
       * {@inheritdoc}
       */
      public function roleOf(EntityInterface $group, int $uid): ?Role {
        return $this->roles[$uid] ?? NULL;
      }

      /**
       * {@inheritdoc}
       */
      public function membership(EntityInterface $entity): ?array {
        return $entity instanceof UserInterface ? ['node', $this->id, (int) $entity->id()] : NULL;
      }

    };
  }

}
